import type { Database } from 'better-sqlite3';
import { sleep } from '../../../async/sleep.ts';
import { isBusy } from '../sqlite-error.ts';

export type Slices = {
  /** Runs a short transaction after a rest, and again while another program holds the lock. */
  readonly run: <T>(transaction: () => T, signal: AbortSignal) => Promise<T>;
  /** Moves what was written into the store's file, as far as readers allow. */
  readonly checkpoint: () => void;
};

/** A program that waits for the lock looks again after 1, 2 and 5 ms: one of these falls into the rest. */
const leastRestMs = 6;
/** Sooner than a recorder, which would have to do the work. */
const slicesPerCheckpoint = 8;
const lockPatienceMs = 10_000;

/** Leaves the store to others at least half of the time. */
export function createSlices(db: Database): Slices {
  let restMs = 0;
  let slices = 0;

  function checkpoint(): void {
    slices = 0;
    try {
      db.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
  }

  async function attempt<T>(transaction: () => T, signal: AbortSignal): Promise<T> {
    await sleep(restMs, signal);
    signal.throwIfAborted();
    // Directly before a slice, which then begins the file anew: that waits for the disk.
    if (slices >= slicesPerCheckpoint) checkpoint();
    const start = performance.now();
    try {
      return transaction();
    } finally {
      restMs = Math.max(leastRestMs, performance.now() - start);
      slices += 1;
    }
  }

  return {
    checkpoint,
    async run(transaction, signal) {
      const end = performance.now() + lockPatienceMs;
      for (;;) {
        try {
          return await attempt(transaction, signal);
        } catch (error) {
          if (!isBusy(error) || performance.now() > end) throw error;
        }
      }
    },
  };
}
