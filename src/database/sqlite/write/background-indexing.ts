import type { Database } from 'better-sqlite3';
import { createFailureReport, type Report } from '../../runs/background-work.ts';
import { createIndexer } from '../changes/create-indexer.ts';
import { createFailureSigner } from '../changes/sign-failures.ts';
import { isBusy, toStoreError } from '../sqlite-error.ts';

const pauseMs = 50;
const sliceMs = 8;
const afterFailureMs = 5_000;
const beforeCloseMs = 250;

type Indexing = {
  /** Call it when there is something to index. */
  readonly wake: () => void;
  /** Indexes for a moment longer, then stops. */
  readonly stop: () => void;
};

/**
 * Makes text searchable within a second of its recording, and signs the failures of an older version anew,
 * in slices that let other writers in between.
 */
export function startIndexing(db: Database, report: Report): Indexing {
  const indexer = createIndexer(db);
  const signer = createFailureSigner(db, error => report(toStoreError(error, db.name)));
  const { failed, succeeded } = createFailureReport(report);
  let timer: NodeJS.Timeout | undefined;
  function schedule(ms: number): void {
    timer ??= setTimeout(work, ms).unref();
  }
  function work(): void {
    timer = undefined;
    try {
      if (indexer.indexSome(sliceMs) || signer.signSome(sliceMs)) schedule(sliceMs);
      succeeded();
    } catch (error) {
      failed(toStoreError(error, db.name));
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
      } catch (error) {
        // The next writer of the store indexes the rest.
        failed(toStoreError(error, db.name));
      }
    },
  };
}
