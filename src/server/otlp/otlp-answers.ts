import type { Encoding, Signal } from './read-export.ts';

/** What became of an export; nothing to say of one that was kept whole. */
export type Answer = { readonly signal?: Signal; readonly rejected?: number };

type Reply = {
  readonly status: number;
  readonly answer?: Answer;
  /** Why the request was refused. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Responds in the encoding of the request, with a partial success or the status of a failure. */
export function toResponse(
  encoding: Encoding | undefined,
  { status, answer, message, headers }: Reply,
): Response {
  const isBinary = encoding === 'protobuf';
  const body =
    message === undefined
      ? partialSuccess(answer, isBinary)
      : isBinary
        ? textField(2, message)
        : JSON.stringify({ message });
  const type = isBinary ? 'application/x-protobuf' : 'application/json';
  return new Response(body, { status, headers: { ...headers, 'content-type': type } });
}

const reasons = {
  traces: ['rejectedSpans', 'spans without a trace id or a span id belong to no run'],
  logs: ['rejectedLogRecords', 'log records without a trace id belong to no run'],
} as const;

function partialSuccess(
  { signal, rejected = 0 }: Answer = {},
  isBinary: boolean,
): string | Buffer<ArrayBuffer> {
  if (rejected === 0 || signal === undefined) return isBinary ? Buffer.alloc(0) : '{}';
  const [name, errorMessage] = reasons[signal];
  if (!isBinary) return JSON.stringify({ partialSuccess: { [name]: String(rejected), errorMessage } });
  return bytesField(1, Buffer.concat([varints(8, rejected), textField(2, errorMessage)]));
}

function textField(field: number, text: string): Buffer<ArrayBuffer> {
  return bytesField(field, Buffer.from(text));
}

function bytesField(field: number, bytes: Buffer): Buffer<ArrayBuffer> {
  return Buffer.concat([varints(field * 8 + 2, bytes.length), bytes]);
}

function varints(...numbers: readonly number[]): Buffer {
  return Buffer.from(
    numbers.flatMap(number => {
      const bytes: number[] = [];
      let rest = number;
      for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
      return [...bytes, rest];
    }),
  );
}
