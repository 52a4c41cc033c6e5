import type { Database } from 'better-sqlite3';
import type { GiveBack } from '../../../contract/run-remover.ts';
import { markLostRuns } from '../changes/sqlite-lost-runs.ts';
import { numberOf } from './file-size.ts';
import { createRunEraser, sliceMs } from './run-eraser.ts';
import { createSlices } from './slices.ts';

export type Removal = {
  readonly remove: (
    ids: readonly string[],
    endedBefore: number,
    signal: AbortSignal,
  ) => Promise<readonly string[]>;
  readonly giveBack: (how: GiveBack, signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
};

/** SQLite searches the list of free pages for each page that it gives back, so it must not grow long. */
const mostFreePages = 8_192;
const pagesAtOnce = 4;

/** Removes runs in slices, and gives free pages back as they come. */
export function createRemoval(db: Database): Removal {
  const eraser = createRunEraser(db);
  const slices = createSlices(db);
  const freePages = () => numberOf(db, 'freelist_count');
  const canShrink = numberOf(db, 'auto_vacuum') === 2;
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
    async remove(ids, endedBefore, signal) {
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
    async giveBack(how, signal) {
      await eraseParts(signal);
      if (how === 'all') {
        await shrinkTo(0, signal);
        slices.checkpoint();
        return;
      }
      const pages = how === 'most' ? mostFreePages : Math.max(mostFreePages, numberOf(db, 'page_count') / 10);
      if (freePages() > pages) await shrinkTo(pages / 2, signal);
    },
    close: () => void db.close(),
  };
}
