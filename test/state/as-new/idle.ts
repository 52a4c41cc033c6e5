import { scheduler } from 'node:timers/promises';
import { vi } from 'vitest';
import type { PacedStore } from './paced-store.ts';

/** Longer than any rest between two reads of what has changed, by the clock of the test. */
const longestRestMs = 62_000;
const stepMs = 50;
const longStepMs = 1_000;

/** Lets so much time pass by the clock of the test; answers of the store itself take none of it. */
export async function pass(ms: number, stores: readonly PacedStore[], step = stepMs): Promise<void> {
  for (let left = ms; left >= 0; left -= step) {
    await advance(Math.min(step, left));
    while (stores.some(({ open }) => open().asked > 0)) await answer();
  }
}

/** Without a real timer for each one of the test, on which a busy machine would spend most of the time. */
async function advance(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  for (let turns = 0; turns < 3; turns += 1) await scheduler.yield();
}

/** For answers of threads. */
async function answer(): Promise<void> {
  await scheduler.wait(1);
  await advance(1);
}

/** Lets time pass until nothing has been read for so long. */
export async function untilIdle(stores: readonly PacedStore[], quietMs = longestRestMs): Promise<void> {
  for (let quiet = 0; quiet < quietMs; quiet += longStepMs) {
    await pass(longStepMs, stores, longStepMs);
    if (stores.some(({ open }) => open().onTheWay > 0)) quiet = 0;
  }
}

/** Lets time pass until work is done that needs timers of its own, such as a commit. */
export async function untilDone<T>(work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) await answer();
  return done;
}
