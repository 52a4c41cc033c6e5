import type { Dispatcher } from 'undici';
import { createDeadline, type Deadline } from '../async/deadline.ts';
import { sleep } from '../async/sleep.ts';
import { createYielding } from '../async/yield-to-event-loop.ts';
import { InspectorError } from '../model/errors.ts';
import { formatDuration } from '../model/text/formats.ts';
import {
  dispatchRequest,
  type HttpRequest,
  type ResponseHeaders,
  readRefusal,
  type ServerConnection,
  timeoutError,
} from './server-connection.ts';

export type StreamResponse = {
  readonly headers: ResponseHeaders;
  /** Rejects after `streamIdleMs` without a byte. */
  readonly chunks: AsyncIterable<Buffer>;
};

/** A larger chunk is yielded in parts, so that its reader does not hold up the event loop. */
const pieceBytes = 8 * 1_024;
/** The rate of reading. Servers send a few kilobytes at most. */
export const streamBytesPerSecond = 256 * 1_024;
/** How far a stream may be ahead of the rate before it is held up. */
const slackMs = 50;

const acceptHeaders = { accept: 'text/event-stream', 'cache-control': 'no-cache' };

/** The chunks must be read; the stream closes when the reading ends. */
export async function openStream(
  connection: ServerConnection,
  request: HttpRequest,
): Promise<StreamResponse> {
  const deadline = createDeadline([request.signal, connection.closing]);
  try {
    deadline.set(connection.timeouts.streamOpenMs, () => bufferedError(connection));
    const response = await dispatchRequest(connection, request, acceptHeaders, deadline.signal);
    if (response.statusCode !== 200) throw await readRefusal(connection, response);
    return { headers: response.headers, chunks: readChunks(connection, response.body, deadline) };
  } catch (thrown) {
    deadline.end();
    throw thrown;
  }
}

async function* readChunks(
  connection: ServerConnection,
  body: Dispatcher.ResponseData['body'],
  deadline: Deadline,
): AsyncGenerator<Buffer> {
  const { streamIdleMs } = connection.timeouts;
  const keepPace = createPace(connection, deadline.signal);
  try {
    for await (const chunk of body) {
      deadline.set(streamIdleMs, () => timeoutError(connection, streamIdleMs));
      if (!Buffer.isBuffer(chunk)) continue;
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        const piece = chunk.subarray(at, at + pieceBytes);
        yield piece;
        await keepPace(piece.length);
      }
    }
  } finally {
    deadline.end();
    body.on('error', () => undefined).destroy();
  }
}

/** Waits after bytes that came faster than the rate. Meanwhile nothing is read, and the server must wait. */
function createPace({ isBackground }: ServerConnection, signal: AbortSignal) {
  const yielding = createYielding();
  let dueAt = Number.NEGATIVE_INFINITY;
  return async (bytes: number): Promise<void> => {
    const now = performance.now();
    dueAt = Math.max(dueAt, now) + (bytes / streamBytesPerSecond) * 1_000;
    if (dueAt - now > slackMs) await sleep(dueAt - now, signal, { ref: !isBackground });
    else if (yielding.isDue()) await yielding.yieldNow();
    signal.throwIfAborted();
  };
}

function bufferedError({ address, timeouts }: ServerConnection): InspectorError {
  const time = formatDuration(timeouts.streamOpenMs);
  return new InspectorError('unsupported', `${address.shown} sent no event within ${time}`, {
    hint: 'a proxy before it may buffer events: switch off its buffering for /v1/events',
  });
}
