import type { Context } from 'hono';
import type { WatchedAccess } from '../access/access-watch.ts';
import type { HandledRequest } from '../request/request-log.ts';
import type { Env } from '../request/sent-request.ts';

/** The stream to one client, which is disconnected when more than 64 KiB wait to be read. */
export type EventStream = ReturnType<typeof createEventStream>;

export const mostWaitingBytes = 64 * 1_024;

export function createEventStream(breakConnection: () => void) {
  const listeners = new Set<() => void>();
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let sentBytes = 0;
  let isEnding = false;
  let isClosed = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    waiting.length = 0;
    for (const listener of listeners) listener();
  }

  function sendWaiting(): void {
    while (!isClosed && controller && (controller.desiredSize ?? 0) > 0) {
      const next = waiting.shift();
      if (!next) break;
      waitingBytes -= next.length;
      sentBytes += next.length;
      controller.enqueue(next);
    }
    if (!isClosed && isEnding && waiting.length === 0) {
      controller?.close();
      close();
    }
  }

  function drop(): void {
    if (isClosed) return;
    close();
    breakConnection();
  }

  return {
    body: new ReadableStream<Uint8Array>(
      {
        start: own => {
          controller = own;
        },
        pull: sendWaiting,
        cancel: close,
      },
      { highWaterMark: 1 },
    ),
    send(text: Uint8Array) {
      if (isClosed || isEnding) return;
      waiting.push(text);
      waitingBytes += text.length;
      sendWaiting();
      if (waitingBytes > mostWaitingBytes) drop();
    },
    drop,
    isReady: () => waiting.length === 0,
    end() {
      isEnding = true;
      sendWaiting();
    },
    onClosed: (listener: () => void) => {
      if (isClosed) listener();
      else listeners.add(listener);
    },
    sentBytes: () => sentBytes,
  };
}

const encoder = new TextEncoder();

type EventParts = {
  readonly event?: string;
  readonly id?: string;
  readonly data?: unknown;
  readonly retry?: number;
};

/** A server-sent event (HTML standard); without data it only sets the id and the retry time. */
export function toEventBytes({ event, id, data, retry }: EventParts): Uint8Array {
  const lines = [
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
  ];
  return encoder.encode(`${lines.join('\n')}\n\n`);
}

export const commentBytes = encoder.encode(':\n\n');

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Keeps proxies from buffering the events.
  'x-accel-buffering': 'no',
};

type Around = {
  /** Absent where everybody has access. */
  readonly access: WatchedAccess | undefined;
  readonly leave: () => void;
};

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
  // What a slow client has not read yet is dropped with its access.
  access?.lost.addEventListener('abort', () => (stream.isReady() ? stream.end() : stream.drop()));
  return { response: new Response(stream.body, { headers }), sentBytes: stream.sentBytes };
}
