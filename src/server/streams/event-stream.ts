/** The stream to one client, which is disconnected when more than 64 KiB wait to be read. */
export type EventStream = {
  readonly body: ReadableStream<Uint8Array>;
  /** Queues bytes until the client reads. */
  readonly send: (text: Uint8Array) => void;
  readonly isReady: () => boolean;
  /** Sends the queue and ends the response. */
  readonly end: () => void;
  readonly drop: () => void;
  readonly onClosed: (listener: () => void) => void;
  readonly sentBytes: () => number;
};

export const mostWaitingBytes = 64 * 1_024;

export function createEventStream(breakConnection: () => void): EventStream {
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
    send(text) {
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
    onClosed: listener => {
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
