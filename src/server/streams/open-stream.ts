import type { Context } from 'hono';
import type { WatchedAccess } from '../access/access-watch.ts';
import type { HandledRequest } from '../request/request-log.ts';
import type { Env } from '../request/request-path.ts';
import { createEventStream, type EventStream } from './event-stream.ts';

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Keeps proxies from buffering the events.
  'x-accel-buffering': 'no',
};

type Around = {
  /** Absent where everybody has access. */
  readonly access: WatchedAccess | undefined;
  /** Called when the stream is over. */
  readonly leave: () => void;
};

/** The stream ends when the client loses its access. */
export function openStream(
  c: Context<Env>,
  subscribe: (stream: EventStream) => void,
  { access, leave }: Around,
): HandledRequest {
  const onClosed = () => {
    access?.end();
    leave();
  };
  if (c.req.method === 'HEAD') {
    onClosed();
    return { response: new Response(null, { headers }) };
  }
  const stream = createEventStream(() => c.env?.outgoing?.destroy());
  stream.onClosed(onClosed);
  subscribe(stream);
  // Events that a slow client has not read yet are not for it any more.
  access?.lost.addEventListener('abort', () => (stream.isReady() ? stream.end() : stream.drop()));
  return { response: new Response(stream.body, { headers }), sentBytes: stream.sentBytes };
}
