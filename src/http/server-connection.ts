import type { Dispatcher } from 'undici';
import { InspectorError } from '../model/errors.ts';
import { formatDuration } from '../model/text/formats.ts';
import type { ServerKind } from './http-refusal.ts';
import type { HttpTiming } from './http-timing.ts';
import { decodeBody, readBeginning } from './read-body.ts';
import type { ServerAddress } from './server-address.ts';

/** Shared by all requests of a client. */
export type ServerConnection = {
  readonly dispatcher: Dispatcher;
  readonly address: ServerAddress;
  readonly token: string | undefined;
  readonly tokenAdvice: string | undefined;
  readonly kind: ServerKind;
  readonly timeouts: HttpTiming;
  /** Never keeps the process alive. */
  readonly isBackground: boolean;
  /** Aborts when the client is closed. */
  readonly closing: AbortSignal;
};

export type HttpRequest = {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  /** Encoded, relative to the base path, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, compressed if the headers contain a `content-encoding`. */
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Whether the server may need all its time for the answer. */
  readonly isExpensive?: boolean;
  /** The largest response body, uncompressed. */
  readonly maxBytes?: number;
  /** Whether a status is an answer and not a refusal; by default 2xx and 304. */
  readonly isAnswer?: (status: number) => boolean;
};

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Answers such as 103, before the one that ends a request. */
export const mostInterim = 32;
const refusalBytes = 64 * 1_024;

/** The signal must have a deadline. Throws undici's errors. */
export function dispatchRequest(
  { dispatcher, address, token, kind }: ServerConnection,
  { method = 'GET', path, headers, body }: HttpRequest,
  accept: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  let interim = 0;
  const onInfo = () => {
    interim += 1;
    if (interim <= mostInterim) return;
    const message = `${address.shown} answers without an end that an answer will come`;
    throw new InspectorError('unreadable', message, { hint: kind.wrongServerHint });
  };
  return dispatcher.request({
    onInfo,
    origin: address.origin,
    path: address.basePath + path,
    method,
    headers: {
      'user-agent': 'runlens',
      ...accept,
      ...(token === undefined ? {} : tokenHeaderOf(kind, token)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    signal,
  });
}

function tokenHeaderOf({ tokenHeader }: ServerKind, token: string): Record<string, string> {
  return tokenHeader === undefined ? { authorization: `Bearer ${token}` } : { [tokenHeader]: token };
}

export async function readRefusal(
  { address, token, tokenAdvice, kind }: ServerConnection,
  { statusCode, headers, body }: Dispatcher.ResponseData,
): Promise<InspectorError> {
  const location = address.shown;
  const { wrongServerHint: hint } = kind;
  const bounds = { maxBytes: refusalBytes, location, hint, onProgress: () => undefined };
  const raw = await readBeginning(body, refusalBytes);
  const text = await decodeBody(raw, String(headers['content-encoding'] ?? ''), bounds).catch(() => raw);
  return kind.toRefusalError({ status: statusCode, headers, body: text, location, token, tokenAdvice });
}

export function timeoutError({ address }: ServerConnection, ms: number): InspectorError {
  return new InspectorError('timeout', `${address.shown} did not answer within ${formatDuration(ms)}`, {
    hint: 'try again; if it persists, check the server and the network',
  });
}
