import type { Database } from 'better-sqlite3';
import { sleep } from '../../../async/sleep.ts';
import type { GiveBack } from '../../../contract/run-remover.ts';
import { isBusy } from '../../../drivers/sqlite/sqlite-error.ts';
import { markLostRuns } from '../changes/change-runs.ts';
import { pragma } from '../open-database.ts';
import { createRunEraser, sliceMs } from './run-eraser.ts';

export type Removal = ReturnType<typeof createRemoval>;

/** SQLite searches the list of free pages for each page that it gives back, so it must not grow long. */
const mostFreePages = 8_192;
const pagesAtOnce = 4;

export function createRemoval(db: Database) {
  const eraser = createRunEraser(db);
  const slices = createSlices(db);
  const freePages = () => pragma(db, 'freelist_count');
  const canShrink = pragma(db, 'auto_vacuum') === 2;
  let hasMarkedLost = false;

  const vacuum = db.transaction((least: number) => {
    const end = performance.now() + sliceMs;
    while (freePages() > least && performance.now() < end)
      db.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`);
  });

  async function shrinkTo(least: number, signal: AbortSignal): Promise<void> {
    while (canShrink && freePages() > least) await slices.run(() => vacuum.immediate(least), signal);
  }

  async function markLost(signal: AbortSignal): Promise<void> {
    if (!hasMarkedLost) await slices.run(() => markLostRuns(db), signal);
    hasMarkedLost = true;
  }

  async function eraseParts(signal: AbortSignal): Promise<void> {
    while (await slices.run(eraser.eraseSome, signal));
  }

  return {
    async remove(ids: readonly string[], endedBefore: number, signal: AbortSignal) {
      await markLost(signal);
      await eraseParts(signal);
      const removed: string[] = [];
      for (let at = 0; at < ids.length; ) {
        const left = ids.slice(at);
        const some = await slices.run(() => eraser.removeSome(left, endedBefore), signal);
        removed.push(...some.removed);
        at += some.tried;
      }
      await eraseParts(signal);
      return removed;
    },
    async giveBack(how: GiveBack, signal: AbortSignal) {
      await eraseParts(signal);
      if (how === 'all') {
        await shrinkTo(0, signal);
        slices.checkpoint();
        return;
      }
      const pages = how === 'most' ? mostFreePages : Math.max(mostFreePages, pragma(db, 'page_count') / 10);
      if (freePages() > pages) await shrinkTo(pages / 2, signal);
    },
    close: () => void db.close(),
  };
}

/** A program that waits for the lock tries again after 1, 2 and 5 ms, of which one falls into the rest. */
const leastRestMs = 6;
/** Sooner than a recorder's checkpoint, which would do the work otherwise. */
const slicesPerCheckpoint = 8;
const lockPatienceMs = 10_000;

/** Leaves the store to other programs for at least half of the time. */
function createSlices(db: Database) {
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
    // Directly before a slice, which then rewrites the log from its start: that waits for the disk.
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
    async run<T>(transaction: () => T, signal: AbortSignal): Promise<T> {
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
