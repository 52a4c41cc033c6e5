import { InspectorError } from '../model/errors.ts';
import { createEventParser, type EventParser, type ServerEvent } from './event-parser.ts';
import type { HttpClient } from './http-client.ts';
import { refusalOf } from './http-refusal.ts';
import { toNetworkFailure } from './network-error.ts';
import { runlensServer } from './runlens-server.ts';

export type EventStreamOptions = {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Resumes after this event. */
  readonly lastEventId?: string;
  /** Called after every chunk. */
  readonly onProgress?: (state: StreamState) => void;
};

/** What the next connection needs. */
export type StreamState = Pick<EventParser, 'lastId' | 'retryMs'>;

/** `open` at the first byte, then the events. */
export type StreamItem = { readonly type: 'open' } | { readonly type: 'event'; readonly event: ServerEvent };

/**
 * Reads one stream to its end. Rejects with an `InspectorError` when the stream breaks, stalls or cannot be
 * opened (see `cannotStream`), or with the signal's reason.
 */
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
