import { scheduler } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { patienceMs } from '../../in-time.ts';
import type { PacedStore } from './paced-store.ts';

type Texts = () => { readonly old: string; readonly fresh: string };

/** How time passes in a test. */
export type Clock = {
  readonly pass: (ms: number, stores: readonly PacedStore[]) => Promise<void>;
  readonly untilDone: <T>(work: Promise<T>) => Promise<T>;
  /** Lets time pass until what has changed is read, however late the answers come. */
  readonly untilIdle: (stores: readonly PacedStore[]) => Promise<void>;
  /** Lets a tab be read, and expects the same of both processes. */
  readonly expectSame: (texts: Texts, stores: readonly PacedStore[]) => Promise<void>;
};

/** Longer than any rest between two reads: a local store rests for eight times as long as one takes. */
const longestRestMs = 120_000;
const tabMs = 10_000;
const stepMs = 50;
const longStepMs = 1_000;
const longestWaitMs = 400;

/** The faked clock of a test; answers of the store itself take none of its time. */
export const fakeClock: Clock = {
  pass: (ms, stores) => passFaked(ms, stores, stepMs),
  untilDone: async work => {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    while (!isDone) await answer();
    return done;
  },
  untilIdle: stores => passFaked(longestRestMs, stores, longStepMs),
  expectSame: async (texts, stores) => {
    await passFaked(tabMs, stores, longStepMs);
    const { old, fresh } = texts();
    expect(old).toBe(fresh);
  },
};

/** For stores whose servers and databases know no other; what is shown in the end comes sooner or later. */
export const realClock: Clock = {
  pass: ms => scheduler.wait(Math.min(ms, longestWaitMs)),
  untilDone: work => work,
  untilIdle: async () => {},
  expectSame: async texts => {
    await vi.waitFor(
      () => {
        const { old, fresh } = texts();
        expect(old).toBe(fresh);
      },
      { timeout: patienceMs, interval: 100 },
    );
  },
};

async function passFaked(ms: number, stores: readonly PacedStore[], step: number): Promise<void> {
  for (let left = ms; left >= 0; left -= step) {
    await advance(Math.min(step, left));
    while (stores.some(({ asked }) => asked() > 0)) await answer();
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
