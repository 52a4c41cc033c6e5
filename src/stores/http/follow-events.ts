import { backoffMs, sleep } from '../../async/sleep.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import {
  cannotStream,
  type EventStreamOptions,
  readEvents,
  type StreamItem,
} from '../../http/read-events.ts';
import { InspectorError } from '../../model/errors.ts';

/** `lost`: the stream broke or could not be opened; it is retried, after a longer wait each time. */
type FollowedItem = StreamItem | { readonly type: 'lost'; readonly error: InspectorError };

type FollowOptions = { readonly signal: AbortSignal; readonly lastEventId?: string };

const mostWaitMs = 8_000;
/** A server may send `retry: 0`, which would make the client send requests without a pause. */
const leastWaitMs = 100;
const mostRequestedMs = 60_000;
/** A stream that was open for this long was no failure. */
const stableMs = 2_000;

/** Reads events, reconnecting after the last one; ends at abort or after a `lost` that `cannotStream`. */
export async function* followEvents(
  client: HttpClient,
  path: string,
  { signal, lastEventId = '' }: FollowOptions,
): AsyncGenerator<FollowedItem> {
  let next = { lastId: lastEventId, retryMs: client.timeouts.firstStreamRetryMs };
  const onProgress: EventStreamOptions['onProgress'] = ({ lastId, retryMs }) => {
    next = { lastId, retryMs: retryMs === undefined ? next.retryMs : Math.max(leastWaitMs, retryMs) };
  };
  for (let tries = 1; !signal.aborted; tries += 1) {
    let openedAt: number | undefined;
    let leastMs = 0;
    let isJunk = false;
    try {
      const options = { signal, lastEventId: next.lastId, onProgress };
      for await (const item of readEvents(client, path, options)) {
        if (item.type === 'open') openedAt = performance.now();
        yield item;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      yield { type: 'lost', error };
      if (cannotStream(error)) return;
      // Only a person can give access again.
      const requestedMs =
        error.kind === 'auth' ? client.timeouts.streamAgainMs : (refusalOf(error)?.retryAfterMs ?? 0);
      leastMs = Math.min(requestedMs, mostRequestedMs);
      isJunk = error.kind === 'unreadable';
    }
    if (!isJunk && openedAt !== undefined && performance.now() - openedAt > stableMs) tries = 1;
    await sleep(Math.max(leastMs, backoffMs(tries, next.retryMs, mostWaitMs)), signal);
  }
}
