import { createHash } from 'node:crypto';
import { type ChangeQueue, createChangeQueue } from '../../async/change-queue.ts';
import { backoffMs, sleep } from '../../async/sleep.ts';
import type { StoreGuard } from '../../async/store-guard.ts';
import type { Change } from '../../contract/run-store.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { cannotStream } from '../../http/read-events.ts';
import { InspectorError } from '../../model/errors.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { createConditionalRequest } from './conditional-request.ts';
import { followEvents } from './follow-events.ts';

type Reads = Pick<StoreGuard, 'hasRead' | 'answeredAt'>;

type Watch = {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly reads: Reads;
  readonly queue: ChangeQueue<Change>;
  isStreaming: boolean;
  isFirst: boolean;
};

const mostPollMs = 8_000;

/** Yields `changed` also after every gap; at the start only if something was read before. */
export async function* watchServer(
  client: HttpClient,
  signal: AbortSignal,
  reads: Reads,
): AsyncGenerator<Change> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const queue = createChangeQueue<Change>();
  const watch: Watch = { client, signal: either, reads, queue, isStreaming: false, isFirst: true };
  Promise.all([listen(watch), poll(watch)]).catch(queue.fail);
  try {
    yield* limitErrors(queue.read(either), client.timeouts.errorEveryMs);
  } finally {
    ending.abort();
  }
}

async function listen(watch: Watch): Promise<void> {
  const { client, queue, signal } = watch;
  let isKnownJunk = false;
  while (!signal.aborted) {
    for await (const item of followEvents(client, endpoints.events.path, { signal })) {
      watch.isStreaming = item.type !== 'lost';
      if (item.type === 'lost') {
        const isJunk = item.error.kind === 'unreadable';
        // A server without streams is polled, which is no error; so is one that is known to send junk.
        if (!cannotStream(item.error) && !(isJunk && isKnownJunk))
          queue.push({ type: 'error', error: item.error });
        isKnownJunk ||= isJunk;
      } else if (item.type === 'open') endGap(watch);
      else if (item.event.type === 'changed') {
        isKnownJunk = false;
        queue.push({ type: 'changed' });
      }
    }
    watch.isStreaming = false;
    await sleep(client.timeouts.streamAgainMs, signal);
  }
}

async function poll(watch: Watch): Promise<void> {
  const { client, queue, signal } = watch;
  const { pollMs } = client.timeouts;
  const readFingerprint = createFingerprint(client);
  let seen: string | undefined;
  let failures = 0;
  let isDenied = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const waitMs = failures === 0 ? pollMs : backoffMs(failures, pollMs, mostPollMs);
    await (isDenied ? untilAllowed(watch, askedAt) : sleep(waitMs, signal));
    if (signal.aborted) return;
    if (watch.isStreaming) {
      seen = undefined;
      failures = 0;
      isDenied = false;
      continue;
    }
    askedAt = performance.now();
    try {
      const fingerprint = await readFingerprint(signal);
      if (seen === undefined) endGap(watch);
      else if (seen !== fingerprint) queue.push({ type: 'changed' });
      seen = fingerprint;
      failures = 0;
      isDenied = false;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      queue.push({ type: 'error', error });
      seen = undefined;
      failures += 1;
      isDenied = error.kind === 'auth';
    }
  }
}

/**
 * Only a person can give access again. A read that is answered after the denied poll was sent shows it before
 * the next poll is due, even if its answer overtook the denial.
 */
async function untilAllowed({ client, reads, signal }: Watch, askedAt: number): Promise<void> {
  const { streamAgainMs, pollMs } = client.timeouts;
  const endAt = performance.now() + streamAgainMs;
  do await sleep(Math.min(pollMs, streamAgainMs), signal);
  while (!signal.aborted && reads.answeredAt() <= askedAt && performance.now() < endAt);
}

function endGap(watch: Watch): void {
  if (!watch.isFirst || watch.reads.hasRead()) watch.queue.push({ type: 'changed' });
  watch.isFirst = false;
}

async function* limitErrors(changes: AsyncIterable<Change>, everyMs: number): AsyncGenerator<Change> {
  let reportedAt = Number.NEGATIVE_INFINITY;
  for await (const change of changes) {
    if (change.type === 'error') {
      if (performance.now() - reportedAt < everyMs) continue;
      reportedAt = performance.now();
    }
    yield change;
  }
}

const paths = [endpoints.counts.path, `${endpoints.listRuns.path}?limit=50`];

const mostBytes = 64 * 1_024 * 1_024;

function createFingerprint(client: HttpClient): (signal: AbortSignal) => Promise<string> {
  const readHash = createConditionalRequest(
    client,
    ({ body }) => createHash('sha256').update(body).digest('base64url'),
    mostBytes,
  );
  return async signal => {
    const hashes = paths.map(path => readHash({ path, signal }).catch(emptyWhereUnsupported));
    return (await Promise.all(hashes)).join();
  };
}

/** A store that cannot count is compared by its newest runs alone. */
function emptyWhereUnsupported(error: unknown): string {
  if (refusalOf(error)?.status === 501) return '';
  throw error;
}
