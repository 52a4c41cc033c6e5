import type { Dispatcher } from 'undici';
import { createDeadline, type Deadline } from '../async/deadline.ts';
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
  try {
    for await (const chunk of body) {
      deadline.set(streamIdleMs, () => timeoutError(connection, streamIdleMs));
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } finally {
    deadline.end();
    body.on('error', () => undefined).destroy();
  }
}

function bufferedError({ address, timeouts }: ServerConnection): InspectorError {
  const time = formatDuration(timeouts.streamOpenMs);
  return new InspectorError('unsupported', `${address.shown} sent no event within ${time}`, {
    hint: 'a proxy before it may buffer events: switch off its buffering for /v1/events',
  });
}
