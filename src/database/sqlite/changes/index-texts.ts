import type { Database } from 'better-sqlite3';
import { createTextIndex } from './text-index.ts';
import { createUnindexedRuns } from './unindexed-runs.ts';

export type TextIndexer = {
  /** Indexes waiting runs in one transaction of about `budgetMs`; returns whether some are left. */
  readonly indexSome: (budgetMs: number) => boolean;
};

const pageSize = 32;

export function createTextIndexer(db: Database): TextIndexer {
  const waiting = createUnindexedRuns(db);
  const index = createTextIndex(db);
  const indexSome = db.transaction((budgetMs: number) => {
    const end = performance.now() + budgetMs;
    waiting.refresh();
    do {
      const { taken, runs } = waiting.take(pageSize);
      for (const run of runs) index(run);
      if (taken < pageSize) return false;
    } while (performance.now() < end);
    return true;
  });
  return { indexSome: budgetMs => !waiting.isEmpty() && indexSome.immediate(budgetMs) };
}
