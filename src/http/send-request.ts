import { createDeadline } from '../async/deadline.ts';
import { type BodyBounds, decodeBody, readBody } from './read-body.ts';
import {
  dispatchRequest,
  type HttpRequest,
  type ResponseHeaders,
  readRefusal,
  type ServerConnection,
  timeoutError,
} from './server-connection.ts';

export type HttpResponse = {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Uncompressed. */
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
