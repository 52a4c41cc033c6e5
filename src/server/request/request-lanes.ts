import type { Context } from 'hono';
import { createFairQueue, type FairLimits, type FairQueue } from '../../async/fair-queue.ts';
import { ProblemError } from './problem-error.ts';
import type { Env } from './sent-request.ts';

/** Kinds of work that do not wait for each other; in each, clients take turns. */
export type LaneName = 'search' | 'read' | 'cancel' | 'start' | 'record';

/** Stores stop an aborted query within this time. */
const stopMs = 50;

/** Together they need no more connections than a store's pool has. */
export const laneLimits = {
  /** Failures, what they share, and lists with a filter or in another order. */
  search: { running: 3, runningPerKey: 2, waitingPerKey: 32, stopMs },
  read: { running: 4, runningPerKey: 3, waitingPerKey: 256, stopMs },
  cancel: { running: 2, runningPerKey: 1, waitingPerKey: 256, stopMs },
  /** Many may run at once, because stores write them in turn or together. */
  start: { running: 20, runningPerKey: 10, waitingPerKey: 256, stopMs },
  record: { running: 6, runningPerKey: 4, waitingPerKey: 1_000, stopMs },
} as const satisfies Record<LaneName, FairLimits>;

/** SQLite searches in one thread, where a second search of the same client would only halve all others. */
const searchInOneThread = { ...laneLimits.search, runningPerKey: 1 };

export function createRequestLanes(storeKind: string): Readonly<Record<LaneName, FairQueue>> {
  const search = storeKind === 'sqlite' ? searchInOneThread : laneLimits.search;
  return {
    search: createFairQueue(search, tooManyRequests),
    read: createFairQueue(laneLimits.read, tooManyRequests),
    cancel: createFairQueue(laneLimits.cancel, tooManyRequests),
    start: createFairQueue(laneLimits.start, tooManyRequests),
    record: createFairQueue(laneLimits.record, tooManyRequests),
  };
}

export function tooManyRequests(): ProblemError {
  return new ProblemError('too-many-requests', 'too many requests of this client wait for an answer', {
    hint: 'wait for answers before sending more',
    headers: { 'retry-after': '1' },
  });
}

export const streamsPerClient = 1_000;

export function createStreamPlaces(most: number = streamsPerClient) {
  const taken = new Map<string, number>();
  return {
    /** Returns a function that gives the place back. Throws a `ProblemError` for too many streams. */
    take(client: string) {
      const count = taken.get(client) ?? 0;
      if (count >= most) throw tooManyRequests();
      taken.set(client, count + 1);
      return () => {
        const rest = (taken.get(client) ?? 0) - 1;
        if (rest > 0) taken.set(client, rest);
        else taken.delete(client);
      };
    },
  };
}

/** Limits the bytes in memory, of all clients and of one. */
export type ByteBudget = ReturnType<typeof createByteBudget>;

/** The share of the budget that one client may use. */
export const clientShare = 0.8;

export function createByteBudget(totalBytes: number) {
  const held = new Map<string, number>();
  let heldByAll = 0;
  const hasRoom = (used: number, bytes: number, most: number) => used === 0 || used + bytes <= most;
  return {
    reserve(client: string, bytes: number) {
      const used = held.get(client) ?? 0;
      if (!hasRoom(heldByAll, bytes, totalBytes) || !hasRoom(used, bytes, totalBytes * clientShare))
        return false;
      heldByAll += bytes;
      held.set(client, used + bytes);
      return true;
    },
    release(client: string, bytes: number) {
      heldByAll -= bytes;
      const rest = (held.get(client) ?? 0) - bytes;
      if (rest > 0) held.set(client, rest);
      else held.delete(client);
    },
  };
}

/** Smaller responses are not counted. */
const largeBytes = 256 * 1_024;

/** Counts a large response while it is sent. Throws a `ProblemError` when too much waits for a client. */
export function holdResponse(
  c: Context<Env>,
  response: Response,
  { budget, client }: { readonly budget: ByteBudget; readonly client: string },
): void {
  const bytes = Number(response.headers.get('content-length') ?? 0);
  const outgoing = c.env?.outgoing;
  if (bytes < largeBytes || !outgoing || outgoing.closed) return;
  if (!budget.reserve(client, bytes)) {
    throw new ProblemError('too-many-requests', 'too many large responses are being sent to this client', {
      hint: 'read them before requesting more',
      headers: { 'retry-after': '1' },
    });
  }
  outgoing.once('close', () => budget.release(client, bytes));
}
