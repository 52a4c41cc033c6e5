/** How long work may block the event loop. */
const sliceMs = 4;
/** A part of a slice that may be left to what the caller does next. */
const briefMs = 2;

/** Yields two turns: the first one after I/O comes before timers, and before what arrived meanwhile. */
export async function yieldToEventLoop(): Promise<void> {
  // Loaded on first use: a start is over before.
  const { scheduler } = process.getBuiltinModule('node:timers/promises');
  await scheduler.yield();
  await scheduler.yield();
}

/** Keeps the time of work that yields between small pieces of it. */
export type Yielding = {
  /** Whether the work has blocked the event loop for a whole slice; creates no promise. */
  readonly isDue: () => boolean;
  /** Rejects if the signal has aborted meanwhile. */
  readonly yieldNow: () => Promise<void>;
};

export function createYielding(signal?: AbortSignal): Yielding {
  let endAt = performance.now() + sliceMs;
  return {
    isDue: () => performance.now() >= endAt,
    yieldNow: async () => {
      await yieldToEventLoop();
      signal?.throwIfAborted();
      endAt = performance.now() + sliceMs;
    },
  };
}

/** Yields after every slice of time, and at the end, so that the caller has most of a slice left. */
export async function mapYielding<From, To>(
  items: readonly From[],
  map: (item: From) => To,
): Promise<readonly To[]> {
  const mapped: To[] = [];
  let startAt = performance.now();
  for (const item of items) {
    mapped.push(map(item));
    if (performance.now() - startAt < sliceMs) continue;
    await yieldToEventLoop();
    startAt = performance.now();
  }
  if (performance.now() - startAt > briefMs) await yieldToEventLoop();
  return mapped;
}
