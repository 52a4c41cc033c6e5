import { createParser, type ParseError } from 'eventsource-parser';
import { InspectorError } from '../model/errors.ts';

/** An event of a stream of server-sent events (HTML Living Standard, section 9.2). */
export type ServerEvent = {
  /** `message` by default. */
  readonly type: string;
  readonly data: string;
  /** The stream's last id so far; empty before the first. */
  readonly id: string;
};

export type EventParser = {
  /** The events that the chunk completes. Throws an `InspectorError` for an event over the bound. */
  push(chunk: Buffer): readonly ServerEvent[];
  /** The stream's `retry`: the wait before the next connection, in ms. */
  readonly retryMs: number | undefined;
  /** The `last-event-id` of the next connection. */
  readonly lastId: string;
};

const maxEventChars = 256 * 1_024;

/** An id goes back in a header: other characters, or a long one, would make the next request invalid. */
const canBeSent = /^[\x20-\x7e]{0,256}$/;

/** Parses the bytes of one stream, with a bound on the size of an event. */
export function createEventParser(startId = ''): EventParser {
  const decoder = new TextDecoder();
  let events: ServerEvent[] = [];
  let lastId = startId;
  let retryMs: number | undefined;
  let isTooLarge = false;
  const callbacks = {
    maxBufferSize: maxEventChars,
    onId: (id: string) => {
      if (canBeSent.test(id)) lastId = id;
    },
    onRetry: (ms: number) => {
      retryMs = ms;
    },
    onEvent: ({ event: type = 'message', data }: { readonly event?: string; readonly data: string }) => {
      events.push({ type, data, id: lastId });
    },
    onError: ({ type }: ParseError) => {
      isTooLarge ||= type === 'max-buffer-size-exceeded';
    },
  };
  const parser = createParser(callbacks);
  return {
    push: chunk => {
      events = [];
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (isTooLarge) throw new InspectorError('unreadable', 'the stream sent an event larger than 256 KB');
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
