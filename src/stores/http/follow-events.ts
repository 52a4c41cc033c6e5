import { backoffMs } from '../../async/backoff.ts';
import { sleep } from '../../async/sleep.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import {
  cannotStream,
  type EventStreamOptions,
  readEvents,
  type StreamItem,
} from '../../http/read-events.ts';
import { InspectorError } from '../../model/errors.ts';

/** `lost`: the stream broke or could not be had, and is tried again, later each time. */
export type FollowedItem = StreamItem | { readonly type: 'lost'; readonly error: InspectorError };

export type FollowOptions = {
  readonly signal: AbortSignal;
  readonly lastEventId?: string;
};

const mostWaitMs = 8_000;
const mostAskedMs = 60_000;
/** A stream that lasted this long was a good one. */
const goodMs = 2_000;

/**
 * Reads a stream of events, and the next one where it broke off, until the signal aborts. Ends by itself only
 * when there are no streams to be had (`cannotStream`), after a `lost` that says why.
 */
export async function* followEvents(
  client: HttpClient,
  path: string,
  { signal, lastEventId = '' }: FollowOptions,
): AsyncGenerator<FollowedItem> {
  let said = { lastId: lastEventId, retryMs: client.timeouts.firstStreamRetryMs };
  const onSaid: EventStreamOptions['onSaid'] = ({ lastId, retryMs }) => {
    said = { lastId, retryMs: retryMs === undefined ? said.retryMs : Math.min(retryMs, mostWaitMs) };
  };
  for (let tries = 1; !signal.aborted; tries += 1) {
    let openedAt: number | undefined;
    let askedMs = 0;
    try {
      const options = { signal, lastEventId: said.lastId, onSaid };
      for await (const item of readEvents(client, path, options)) {
        if (item.type === 'open') openedAt = performance.now();
        yield item;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      yield { type: 'lost', error };
      if (cannotStream(error)) return;
      askedMs = Math.min(refusalOf(error)?.retryAfterMs ?? 0, mostAskedMs);
    }
    if (openedAt !== undefined && performance.now() - openedAt > goodMs) tries = 1;
    await sleep(Math.max(askedMs, backoffMs(tries, said.retryMs, mostWaitMs)), signal);
  }
}
