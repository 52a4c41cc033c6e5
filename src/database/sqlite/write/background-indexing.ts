import type { Database } from 'better-sqlite3';
import { isBusy } from '../../../drivers/sqlite/sqlite-error.ts';
import { createFailureReport, type Report } from '../../runs/background-work.ts';
import { createLogIndexer } from '../changes/index-logs.ts';
import { createTextIndexer } from '../changes/index-texts.ts';
import { createFailureSigner } from '../changes/sign-failures.ts';
import { toStoreError } from '../store-error.ts';

const pauseMs = 50;
const sliceMs = 8;
/** While a program records, the index of logs takes a twentieth of its time: searches read the rest. */
const logRestMs = 19 * sliceMs;
const afterFailureMs = 5_000;
const beforeCloseMs = 250;

/** Makes text searchable within a second, in slices between which others may write. */
export function startIndexing(db: Database, report: Report) {
  const texts = createTextIndexer(db);
  const logs = createLogIndexer(db);
  const signer = createFailureSigner(db, error => report(toStoreError(error, db.name)));
  const { failed, succeeded } = createFailureReport(report);
  let isRecording = false;

  function attempt<Result>(work: () => Result): Result | { readonly retryMs: number } {
    try {
      const result = work();
      succeeded();
      return result;
    } catch (error) {
      failed(toStoreError(error, db.name));
      return { retryMs: isBusy(error) ? pauseMs : afterFailureMs };
    }
  }

  const slices = [
    createSlices(db, attempt, () =>
      texts.indexSome(sliceMs) || signer.signSome(sliceMs) ? sliceMs : undefined,
    ),
    createSlices(db, attempt, () => {
      const restMs = isRecording ? logRestMs : sliceMs;
      isRecording = false;
      return logs.indexSome(sliceMs) ? restMs : undefined;
    }),
  ];

  function wake(): void {
    for (const { schedule } of slices) schedule(pauseMs);
  }

  wake();
  return {
    wake() {
      isRecording = true;
      wake();
    },
    stop() {
      for (const { cancel } of slices) cancel();
      const endAt = performance.now() + beforeCloseMs;
      // The next writer of the store indexes the rest.
      for (const { indexSome } of [texts, logs]) {
        const leftMs = endAt - performance.now();
        if (leftMs > 0) attempt(() => indexSome(leftMs));
      }
    },
  };
}

type Attempt = <Result>(work: () => Result) => Result | { readonly retryMs: number };

/** Repeats `work` while it returns how many ms to rest, and `db` is open. */
function createSlices(db: Database, attempt: Attempt, work: () => number | undefined) {
  let timer: NodeJS.Timeout | undefined;
  function schedule(ms: number): void {
    timer ??= setTimeout(run, ms).unref();
  }
  function run(): void {
    timer = undefined;
    if (!db.open) return;
    const rest = attempt(work);
    if (rest !== undefined) schedule(typeof rest === 'number' ? rest : rest.retryMs);
  }
  function cancel(): void {
    clearTimeout(timer);
    timer = undefined;
  }
  return { schedule, cancel };
}
