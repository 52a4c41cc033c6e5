import type { Dispatcher } from 'undici';
import { InspectorError } from '../model/errors.ts';
import { formatDuration } from '../model/text/formats.ts';
import type { HttpTimeouts } from './http-timeouts.ts';
import { decodeBody, readBeginning } from './read-body.ts';
import type { ServerAddress } from './server-address.ts';
import type { ServerKind } from './server-kind.ts';

/** What all requests of a client share. */
export type ServerConnection = {
  readonly dispatcher: Dispatcher;
  readonly address: ServerAddress;
  readonly token: string | undefined;
  readonly tokenAdvice: string | undefined;
  readonly kind: ServerKind;
  readonly timeouts: HttpTimeouts;
  /** Aborts when the client is closed. */
  readonly closing: AbortSignal;
};

export type HttpRequest = {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  /** What follows the base of the address, with its query, encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or with a `content-encoding` among the headers whatever that says. */
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** The largest body of a response, uncompressed. */
  readonly maxBytes?: number;
  /** Whether a status is an answer and no refusal; 2xx and 304 unless given. */
  readonly isAnswer?: (status: number) => boolean;
};

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

const refusalBytes = 64 * 1_024;

/** Sends a request whose signal has a deadline. Throws what undici throws. */
export function dispatchRequest(
  { dispatcher, address, token }: ServerConnection,
  { method = 'GET', path, headers, body }: HttpRequest,
  accept: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  return dispatcher.request({
    origin: address.origin,
    path: address.basePath + path,
    method,
    headers: {
      'user-agent': 'runlens',
      ...accept,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    signal,
  });
}

/** The error for a response that refuses. */
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
    hint: 'try again; if it stays so, look at the server and the network between',
  });
}
