import type { Dispatcher } from 'undici';
import { createDeadline } from '../async/deadline.ts';
import { InspectorError } from '../model/errors.ts';
import { formatDuration } from '../model/text/formats.ts';
import type { ServerKind } from './http-refusal.ts';
import { type BodyBounds, decodeBody, readBeginning, readBody } from './read-body.ts';
import type { ServerAddress } from './server-address.ts';
import type { HttpTiming } from './with-retries.ts';

export type ServerConnection = {
  readonly dispatcher: Dispatcher;
  readonly address: ServerAddress;
  readonly token: string | undefined;
  readonly tokenAdvice: string | undefined;
  readonly kind: ServerKind;
  readonly timeouts: HttpTiming;
  readonly isBackground: boolean;
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
  readonly maxBytes?: number;
  /** Whether a status is an answer and not a refusal; by default 2xx and 304. */
  readonly isAnswer?: (status: number) => boolean;
};

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The limit of answers such as 103 before the one that ends a request. */
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

export type HttpResponse = {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: Buffer;
};

const defaultMaxBytes = 256 * 1_024 * 1_024;

/** Sends once. Throws undici's errors, and an `InspectorError` for a refusal, a bound or a timeout. */
export async function sendRequest(connection: ServerConnection, request: HttpRequest): Promise<HttpResponse> {
  const { address, kind, timeouts, closing } = connection;
  const { maxBytes = defaultMaxBytes, isAnswer = isSuccess } = request;
  const deadline = createDeadline([request.signal, closing]);
  const { answerMs } = timeouts;
  const silentMs = request.isExpensive ? timeouts.slowMs : timeouts.silentMs;
  const endAt = performance.now() + answerMs;
  const onProgress = () => {
    const leftMs = Math.max(0, endAt - performance.now());
    const isNearTheEnd = leftMs < silentMs;
    deadline.set(Math.min(silentMs, leftMs), () =>
      timeoutError(connection, isNearTheEnd ? answerMs : silentMs),
    );
  };
  const bounds: BodyBounds = { maxBytes, location: address.shown, hint: kind.wrongServerHint, onProgress };
  try {
    onProgress();
    const response = await dispatchRequest(connection, request, acceptHeaders(connection), deadline.signal);
    const { statusCode: status, headers } = response;
    if (!isAnswer(status)) throw await readRefusal(connection, response);
    const raw = await readBody(response.body, Number(headers['content-length'] ?? 0), bounds);
    const body = await decodeBody(raw, String(headers['content-encoding'] ?? ''), bounds);
    return { status, headers, body };
  } finally {
    deadline.end();
  }
}

/** On loopback, compression costs more than it saves. */
function acceptHeaders({ address, kind: { accept } }: ServerConnection): Record<string, string> {
  return address.isLoopback ? { accept } : { accept, 'accept-encoding': 'gzip' };
}

function isSuccess(status: number): boolean {
  return (status >= 200 && status < 300) || status === 304;
}
