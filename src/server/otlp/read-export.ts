import { toRecord } from '../../engines/otlp/files/any-value.ts';
import {
  type Framed,
  type OtlpLine,
  parseLine,
  readRequest,
  toId,
} from '../../engines/otlp/files/otlp-line.ts';
import { isRecord } from '../../model/is-record.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { decodeBody, requireFewValues } from '../bodies/parse-body.ts';
import { ProblemError } from '../request/problem-error.ts';
import { decodeOtlp } from './otlp-protobuf.ts';

export type Encoding = 'json' | 'protobuf';
export type Signal = 'traces' | 'logs';

export type Export = {
  /** One line of OTLP/JSON without its newline; absent where nothing is to be kept. */
  readonly line: string | undefined;
  /** How many spans or log records are kept, by the name of the service. */
  readonly kept: ReadonlyMap<string, number>;
  /** How many belong to no run, because they have no ids. */
  readonly rejected: number;
};

export function readExport(signal: Signal, encoding: Encoding, bytes: Uint8Array): Export {
  const { line, content } = encoding === 'json' ? readJson(bytes) : readProtobuf(signal, bytes);
  const items = signal === 'traces' ? content.spans : content.logs;
  const kept = items.filter(({ raw }) => canBelong(signal, raw));
  const rejected = items.length - kept.length;
  const text = rejected === 0 ? line : () => JSON.stringify(toRequest(signal, kept));
  return { line: kept.length === 0 ? undefined : text(), kept: countByService(kept), rejected };
}

type Read = { readonly line: () => string; readonly content: OtlpLine };

function readJson(bytes: Uint8Array): Read {
  requireFewValues(bytes);
  const text = decodeBody(bytes);
  const content = parseLine(text);
  if (!content) throw new ProblemError('bad-request', 'the body is not OTLP in JSON');
  // Only between values: inside of strings, JSON escapes line breaks.
  return { line: () => text.replace(/[\r\n]/g, ' '), content };
}

function readProtobuf(signal: Signal, bytes: Uint8Array): Read {
  const value = decodeOtlp(signal, bytes, apiLimits.bodyValues);
  return { line: () => JSON.stringify(value), content: readRequest(value) ?? { spans: [], logs: [] } };
}

function canBelong(signal: Signal, { traceId, spanId }: Framed['raw']): boolean {
  return toId(traceId) !== undefined && (signal === 'logs' || toId(spanId) !== undefined);
}

function toRequest(signal: Signal, items: readonly Framed[]): object {
  const [outer, inner, name] =
    signal === 'traces'
      ? (['resourceSpans', 'scopeSpans', 'spans'] as const)
      : (['resourceLogs', 'scopeLogs', 'logRecords'] as const);
  return {
    [outer]: items.map(({ raw, resource, scope }) => ({ resource, [inner]: [{ scope, [name]: [raw] }] })),
  };
}

function countByService(items: readonly Framed[]): ReadonlyMap<string, number> {
  const byResource = Map.groupBy(items, ({ resource }) => resource);
  const counts = new Map<string, number>();
  for (const [resource, { length }] of byResource) {
    const name = serviceOf(resource);
    counts.set(name, (counts.get(name) ?? 0) + length);
  }
  return counts;
}

function serviceOf(resource: unknown): string {
  const name = isRecord(resource) ? toRecord(resource.attributes)['service.name'] : undefined;
  return typeof name === 'string' && name !== '' ? name : 'unnamed service';
}

/** Empty for an export that was kept whole. */
export type Answer = { readonly signal?: Signal; readonly rejected?: number };

type Reply = {
  readonly status: number;
  readonly answer?: Answer;
  /** Set for a refused request. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export function toResponse(
  encoding: Encoding | undefined,
  { status, answer, message, headers }: Reply,
): Response {
  const isBinary = encoding === 'protobuf';
  const failure = isBinary ? textField(2, message ?? '') : JSON.stringify({ message });
  const body = message === undefined ? partialSuccess(answer, isBinary) : failure;
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
