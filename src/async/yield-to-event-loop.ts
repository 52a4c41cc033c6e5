import type { Pieces } from '../model/pieces.ts';

/** How long work may block the event loop. */
const sliceMs = 4;
/** Work that is shorter leaves the rest of its slice to the caller. */
const briefMs = 2;
const pieceMs = 2;

/** Yields two turns: the first turn after I/O comes before timers, and before what arrived meanwhile. */
export async function yieldToEventLoop(): Promise<void> {
  // Loaded on first use, because the start of the program does not need it.
  const { scheduler } = process.getBuiltinModule('node:timers/promises');
  await scheduler.yield();
  await scheduler.yield();
}

// Kept from before tests fake the clock.
const { setImmediate } = globalThis;
let usedMs: number | undefined;
/** Tasks that found the slice of a turn used up, in the order in which they go on. */
const deferred: (() => void)[] = [];

/** Adds to what the tasks of this turn of the event loop have used: they share one slice. */
function use(ms: number): number {
  if (usedMs === undefined) setImmediate(beginTurn);
  usedMs = (usedMs ?? 0) + ms;
  return usedMs;
}

function beginTurn(): void {
  usedMs = undefined;
  resumeDeferred(performance.now() + sliceMs);
}

/** Resumes deferred tasks one by one: without a queue, the first task of each turn starves the others. */
function resumeDeferred(endAt: number): void {
  const resume = deferred.shift();
  if (!resume) return;
  // The next turn begins with those that are left.
  use(0);
  resume();
  // Follows what the task does until it waits.
  queueMicrotask(() =>
    process.nextTick(() => {
      if (performance.now() < endAt) resumeDeferred(endAt);
    }),
  );
}

export type Yielding = ReturnType<typeof createYielding>;

export function createYielding(signal?: AbortSignal) {
  let countedAt = performance.now();
  const isDue = () => {
    const now = performance.now();
    const used = use(now - countedAt);
    countedAt = now;
    return used >= sliceMs;
  };
  const yieldNow = async () => {
    await yieldToEventLoop();
    signal?.throwIfAborted();
    if (use(0) >= sliceMs) {
      await new Promise<void>(resolve => {
        deferred.push(resolve);
      });
      signal?.throwIfAborted();
    }
    countedAt = performance.now();
  };
  /** Yields if it is due, else returns `undefined`. */
  const pause = () => (isDue() ? yieldNow() : undefined);
  return { isDue, yieldNow, pause };
}

/** Yields after every slice and at the end, so that the caller has most of a slice left. */
export async function inTurns<Result>(work: Pieces<Result>, signal?: AbortSignal): Promise<Result> {
  const yielding = createYielding(signal);
  let startAt = performance.now();
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) {
      if (performance.now() - startAt > briefMs) await yielding.yieldNow();
      signal?.throwIfAborted();
      return step.value;
    }
    if (!yielding.isDue()) continue;
    await yielding.yieldNow();
    startAt = performance.now();
  }
}

/** Yields about every 2 ms. */
export function* mapPieces<From, To>(items: readonly From[], map: (item: From) => To): Pieces<readonly To[]> {
  const mapped: To[] = [];
  let endAt = performance.now() + pieceMs;
  for (const item of items) {
    mapped.push(map(item));
    if (performance.now() < endAt) continue;
    yield;
    endAt = performance.now() + pieceMs;
  }
  return mapped;
}

export function mapYielding<From, To>(
  items: readonly From[],
  map: (item: From) => To,
): Promise<readonly To[]> {
  return inTurns(mapPieces(items, map));
}
