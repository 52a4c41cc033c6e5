import { InspectorError } from '../model/errors.ts';
import { createEventParser, type ServerEvent } from './event-parser.ts';
import type { HttpClient } from './http-client.ts';
import { refusalOf } from './http-refusal.ts';
import { toNetworkFailure } from './network-error.ts';

export type EventStreamOptions = {
  readonly signal?: AbortSignal;
  /** The id of the last event that was seen, to go on after it. */
  readonly lastEventId?: string;
  /** Called with what the stream has said of itself so far. */
  readonly onSaid?: (said: StreamState) => void;
};

export type StreamState = {
  readonly lastId: string;
  /** What the server asks to wait before the next connection. */
  readonly retryMs: number | undefined;
};

/** First `open`, once the stream's first byte is there; then its events. */
export type StreamItem = { readonly type: 'open' } | { readonly type: 'event'; readonly event: ServerEvent };

/**
 * Reads one stream of events to its end. Rejects with an `InspectorError` when the stream breaks, falls
 * silent or cannot be had, which `cannotStream` tells apart; with the signal's reason when that aborts.
 */
export async function* readEvents(
  client: HttpClient,
  path: string,
  options: EventStreamOptions = {},
): AsyncGenerator<StreamItem> {
  const { signal, lastEventId = '' } = options;
  const headers = lastEventId === '' ? undefined : { 'last-event-id': lastEventId };
  const parser = createEventParser(lastEventId);
  try {
    const { headers: answered, chunks } = await client.stream({ path, headers, signal });
    const type = String(answered['content-type'] ?? '');
    let isOpen = false;
    for await (const chunk of chunks) {
      if (!/^text\/event-stream\b/i.test(type)) throw noStream(client);
      if (!isOpen) yield { type: 'open' };
      isOpen = true;
      for (const event of parser.push(chunk)) yield { type: 'event', event };
      options.onSaid?.(parser);
    }
  } catch (thrown) {
    signal?.throwIfAborted();
    throw toNetworkFailure(thrown, client)?.error ?? thrown;
  }
}

/** Whether an error of `readEvents` says that there are no streams to be had here, now or a moment later. */
export function cannotStream(error: InspectorError): boolean {
  const status = refusalOf(error)?.status;
  return error.kind === 'unsupported' || status === 404 || status === 410;
}

function noStream({ location }: HttpClient): InspectorError {
  return new InspectorError('unsupported', `${location} answered with no stream of events`, {
    hint: 'is this the address of a runlens server?',
  });
}
