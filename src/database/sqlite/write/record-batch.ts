import type { Database } from 'better-sqlite3';
import type { EventBatch, PendingRun } from '../../../contract/event-batch.ts';
import { errorCode } from '../sqlite-error.ts';
import { createCounters } from './counters.ts';
import { createDictionaryWriter } from './dictionary.ts';
import { createPartsRecorder } from './record-parts.ts';
import { createRunRecorder } from './record-run.ts';

export type BatchRecorder = {
  /**
   * Writes a batch in one transaction. `owner` gives, inside it, the id under which active runs are owned.
   * Runs that SQLite refuses for what they hold are left out and returned with the reason.
   */
  readonly commit: (batch: EventBatch, owner: () => number | null) => readonly RefusedRun[];
  /** The transaction that `commit` was part of was rolled back. */
  readonly forget: () => void;
};

export type RefusedRun = { readonly id: string; readonly error: unknown };

export function createBatchRecorder(db: Database): BatchRecorder {
  const counters = createCounters(db);
  const dictionary = createDictionaryWriter(db);
  const runs = createRunRecorder(db, counters, dictionary);
  const parts = createPartsRecorder(db);
  const enqueue = db.prepare('INSERT OR IGNORE INTO unindexed VALUES (?)');
  const bump = db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'change'");

  function forget(): void {
    counters.forget();
    dictionary.forget();
  }

  function putRun(run: PendingRun, owner: number | null): void {
    const key = runs.put(run, owner);
    if (key === undefined) return;
    parts.put(key, run);
    const { input, output, error } = run.fields;
    if (run.created || input !== undefined || output !== undefined || error) enqueue.run(key);
  }

  function putAll(batch: EventBatch, owner: number | null): readonly RefusedRun[] {
    for (const run of batch.runs.values()) putRun(run, owner);
    return [];
  }

  function putEach(batch: EventBatch, owner: number | null): readonly RefusedRun[] {
    const refused: RefusedRun[] = [];
    for (const run of batch.runs.values()) {
      try {
        putAlone(run, owner);
      } catch (error) {
        if (isAboutDisk(error)) throw error;
        forget();
        refused.push({ id: run.id, error });
      }
    }
    return refused;
  }

  const putAlone = db.transaction((run: PendingRun, owner: number | null) => {
    putRun(run, owner);
    counters.write();
  });
  const inTransaction = db.transaction(
    (put: typeof putAll, batch: EventBatch, owner: () => number | null) => {
      const refused = put(batch, owner());
      counters.write();
      bump.run();
      return refused;
    },
  );

  function attempt(put: typeof putAll, batch: EventBatch, owner: () => number | null): readonly RefusedRun[] {
    try {
      return inTransaction.immediate(put, batch, owner);
    } catch (error) {
      forget();
      throw error;
    }
  }

  return {
    forget,
    commit(batch, owner) {
      try {
        return attempt(putAll, batch, owner);
      } catch (error) {
        if (isAboutDisk(error)) throw error;
        return attempt(putEach, batch, owner);
      }
    },
  };
}

/** Whether the store's file, not what was to be written, is what failed. */
function isAboutDisk(error: unknown): boolean {
  const code = errorCode(error);
  return (
    code?.startsWith('SQLITE_') === true && !/^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE|ERROR)/.test(code)
  );
}
