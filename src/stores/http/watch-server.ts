import { backoffMs } from '../../async/backoff.ts';
import { type ChangeQueue, createChangeQueue } from '../../async/change-queue.ts';
import { sleep } from '../../async/sleep.ts';
import type { Change } from '../../contract/run-store.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { cannotStream } from '../../http/read-events.ts';
import { InspectorError } from '../../model/errors.ts';
import { endpoints } from '../../protocol/api.ts';
import { followEvents } from './follow-events.ts';
import { createPulse } from './pulse.ts';

type Watch = {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly hasRead: () => boolean;
  readonly queue: ChangeQueue<Change>;
  isStreaming: boolean;
  isFirst: boolean;
};

const mostPollMs = 8_000;

/**
 * Hears of changes by the server's stream of events, and while there is none, by asking every moment.
 * Whenever it was out of touch it says `changed`, and the first time when something was read by then, which
 * may have changed since; while the server is away, `error` now and then. Ends when the signal aborts.
 */
export async function* watchServer(
  client: HttpClient,
  signal: AbortSignal,
  hasRead: () => boolean,
): AsyncGenerator<Change> {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  const queue = createChangeQueue<Change>();
  const watch: Watch = {
    client,
    signal: ending.signal,
    hasRead,
    queue,
    isStreaming: false,
    isFirst: true,
  };
  Promise.all([listen(watch), poll(watch)]).catch(queue.fail);
  try {
    yield* spaced(queue.read(ending.signal), client.timeouts.errorEveryMs);
  } finally {
    end();
    signal.removeEventListener('abort', end);
  }
}

async function listen(watch: Watch): Promise<void> {
  const { client, queue, signal } = watch;
  while (!signal.aborted) {
    for await (const item of followEvents(client, endpoints.events.path, { signal })) {
      watch.isStreaming = item.type !== 'lost';
      if (item.type === 'lost') {
        // Where there are no streams, the store is asked all the same.
        if (!cannotStream(item.error)) queue.push({ type: 'error', error: item.error });
      } else if (item.type === 'open') meet(watch);
      else if (item.event.type === 'changed') queue.push({ type: 'changed' });
    }
    watch.isStreaming = false;
    await sleep(client.timeouts.streamAgainMs, signal);
  }
}

async function poll(watch: Watch): Promise<void> {
  const { client, queue, signal } = watch;
  const { pollMs } = client.timeouts;
  const readPulse = createPulse(client);
  let seen: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    await sleep(failures === 0 ? pollMs : backoffMs(failures, pollMs, mostPollMs), signal);
    if (signal.aborted) return;
    if (watch.isStreaming) {
      seen = undefined;
      failures = 0;
      continue;
    }
    try {
      const pulse = await readPulse(signal);
      if (seen === undefined) meet(watch);
      else if (seen !== pulse) queue.push({ type: 'changed' });
      seen = pulse;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      queue.push({ type: 'error', error });
      seen = undefined;
      failures += 1;
    }
  }
}

/** In touch, for the first time or again. */
function meet(watch: Watch): void {
  if (!watch.isFirst || watch.hasRead()) watch.queue.push({ type: 'changed' });
  watch.isFirst = false;
}

/** Errors come at most every so many ms. */
async function* spaced(changes: AsyncIterable<Change>, everyMs: number): AsyncGenerator<Change> {
  let saidAt = Number.NEGATIVE_INFINITY;
  for await (const change of changes) {
    if (change.type === 'error') {
      if (performance.now() - saidAt < everyMs) continue;
      saidAt = performance.now();
    }
    yield change;
  }
}
