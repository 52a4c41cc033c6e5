import { createParser } from 'eventsource-parser';
import { InspectorError } from '../model/errors.ts';
import type { HttpClient } from './http-client.ts';
import { refusalOf } from './http-refusal.ts';
import { toNetworkFailure } from './network-error.ts';
import { runlensServer } from './runlens-server.ts';

export type EventStreamOptions = {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly lastEventId?: string;
  readonly onProgress?: (state: StreamState) => void;
};

/** For the next connection: its `last-event-id`, and the stream's `retry`. */
type StreamState = { readonly lastId: string; readonly retryMs: number | undefined };

/** `open` at the first byte, then the events. */
export type StreamItem = { readonly type: 'open' } | { readonly type: 'event'; readonly event: ServerEvent };

/** Rejects with an `InspectorError` when the stream breaks or cannot be opened: see `cannotStream`. */
export async function* readEvents(
  client: HttpClient,
  path: string,
  options: EventStreamOptions = {},
): AsyncGenerator<StreamItem> {
  const { signal, lastEventId = '' } = options;
  const headers = { ...options.headers, ...(lastEventId !== '' && { 'last-event-id': lastEventId }) };
  const parser = createEventParser(lastEventId);
  try {
    const { headers: responseHeaders, chunks } = await client.openStream({ path, headers, signal });
    const type = String(responseHeaders['content-type'] ?? '');
    let isOpen = false;
    for await (const chunk of chunks) {
      if (!/^text\/event-stream\b/i.test(type)) throw noStreamError(client);
      if (!isOpen) yield { type: 'open' };
      isOpen = true;
      for (const event of parser.push(chunk)) yield { type: 'event', event };
      options.onProgress?.(parser);
    }
  } catch (thrown) {
    signal?.throwIfAborted();
    throw toNetworkFailure(thrown, client)?.error ?? thrown;
  }
}

/** Whether an error of `readEvents` means that the server or a proxy offers no streams at all. */
export function cannotStream(error: InspectorError): boolean {
  const status = refusalOf(error)?.status;
  // 204 asks clients to stop reconnecting (HTML Living Standard, section 9.2.3).
  return error.kind === 'unsupported' || status === 204 || status === 404 || status === 410;
}

function noStreamError({ location }: HttpClient): InspectorError {
  const message = `${location} answered with something that is no stream of events`;
  return new InspectorError('unsupported', message, { hint: runlensServer.wrongServerHint });
}

/** An event of a stream of server-sent events (HTML Living Standard, section 9.2). */
export type ServerEvent = {
  /** `message` by default. */
  readonly type: string;
  readonly data: string;
  /** The stream's last id so far; empty before the first. */
  readonly id: string;
};

type EventParser = StreamState & {
  /** The events that the chunk completes. Throws an `InspectorError` for an event over the bound. */
  push(chunk: Uint8Array): readonly ServerEvent[];
};

export const maxEventBytes = 256 * 1_024;

/** An id goes back in a header: other characters, or a long one, would make the next request invalid. */
const canBeSent = /^[\x20-\x7e]{0,256}$/;

export function createEventParser(startId = ''): EventParser {
  const decoder = new TextDecoder();
  const measure = createEventMeter();
  let events: ServerEvent[] = [];
  let lastId = startId;
  let retryMs: number | undefined;
  const parser = createParser({
    onId: id => {
      if (canBeSent.test(id)) lastId = id;
    },
    onRetry: ms => {
      retryMs = ms;
    },
    onEvent: ({ event: type = 'message', data }) => {
      events.push({ type, data, id: lastId });
    },
  });
  return {
    push: chunk => {
      if (measure(chunk) > maxEventBytes)
        throw new InspectorError('unreadable', 'the stream sent an event larger than 256 KB');
      events = [];
      parser.feed(decoder.decode(chunk, { stream: true }));
      return events;
    },
    get retryMs() {
      return retryMs;
    },
    get lastId() {
      return lastId;
    },
  };
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Returns the bytes so far of the largest event in a chunk, also where a line never ends. */
function createEventMeter(): (chunk: Uint8Array) => number {
  let bytes = 0;
  let isLineStart = true;
  let last = 0;
  return chunk => {
    let most = 0;
    for (const byte of chunk) {
      bytes += 1;
      if (byte !== lineFeed || last !== carriageReturn) {
        const isLineEnd = byte === lineFeed || byte === carriageReturn;
        if (isLineEnd && isLineStart) bytes = 0;
        isLineStart = isLineEnd;
      }
      last = byte;
      most = Math.max(most, bytes);
    }
    return most;
  };
}
