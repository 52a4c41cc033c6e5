import { createParser, type ParseError } from 'eventsource-parser';
import { InspectorError } from '../model/errors.ts';

/** An event of a stream of server-sent events (HTML Living Standard, section 9.2). */
export type ServerEvent = {
  /** `message` where the stream gives none. */
  readonly type: string;
  readonly data: string;
  /** The last id of the stream so far; empty when it gave none. */
  readonly id: string;
};

export type EventParser = {
  /** The events that are complete now. Throws an `InspectorError` when one is larger than the bound. */
  push(chunk: Buffer): readonly ServerEvent[];
  /** The wait before the next connection that the stream asks for, in ms. */
  readonly retryMs: number | undefined;
  /** The id to go on after with the next connection. */
  readonly lastId: string;
};

const maxEventChars = 256 * 1_024;

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
      lastId = id;
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
