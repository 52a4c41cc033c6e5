import type { Database } from 'better-sqlite3';
import { createLogIndexer } from './index-logs.ts';
import { createTextIndexer } from './index-texts.ts';

type Indexer = {
  /** Indexes what waits, in transactions of about `budgetMs` each; returns whether some is left. */
  readonly indexSome: (budgetMs: number) => boolean;
};

/** Fills every text index. */
export function createIndexer(db: Database): Indexer {
  const indexers = [createTextIndexer(db), createLogIndexer(db)];
  return { indexSome: budgetMs => indexers.map(({ indexSome }) => indexSome(budgetMs)).includes(true) };
}
