import type { Database } from 'better-sqlite3';
import { isBusy } from '../sqlite-error.ts';
import { createTextIndexer } from './index-texts.ts';

const pauseMs = 50;
const sliceMs = 8;
const afterFailureMs = 5_000;
const beforeCloseMs = 250;

export type Indexing = {
  /** There is something to index. */
  readonly wake: () => void;
  /** Indexes a little more, and no more after that. */
  readonly stop: () => void;
};

/** Makes text searchable within a second of its recording, in slices between which others may write. */
export function startIndexing(db: Database): Indexing {
  const indexer = createTextIndexer(db);
  let timer: NodeJS.Timeout | undefined;
  function schedule(ms: number): void {
    timer ??= setTimeout(work, ms).unref();
  }
  function work(): void {
    timer = undefined;
    try {
      if (indexer.indexSome(sliceMs)) schedule(sliceMs);
    } catch (error) {
      schedule(isBusy(error) ? pauseMs : afterFailureMs);
    }
  }
  schedule(pauseMs);
  return {
    wake: () => schedule(pauseMs),
    stop() {
      clearTimeout(timer);
      try {
        indexer.indexSome(beforeCloseMs);
      } catch {
        // Whoever records next goes on with it.
      }
    },
  };
}
