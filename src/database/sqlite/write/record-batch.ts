import type { Database } from 'better-sqlite3';
import type { EventBatch, PendingRun } from '../../../contract/event-batch.ts';
import { errorCode } from '../../../model/errors.ts';
import { createCountChanges } from '../../runs/events/count-changes.ts';
import { createDictionary, type Dictionary, type DictionaryEntry } from '../../runs/events/dictionary.ts';
import { newState, ownerAfter, stateAfter } from '../../runs/events/run-state.ts';
import { bumpChange } from './bump-change.ts';
import { createCountWriter } from './sqlite-counts.ts';
import { createRunParts } from './sqlite-parts.ts';
import { createRunRows } from './sqlite-rows.ts';

export type BatchRecorder = {
  /** Writes a batch in one transaction, and returns the runs that SQLite refuses. Calls `owner` inside it. */
  readonly commit: (batch: EventBatch, owner: () => number | null) => readonly RefusedRun[];
  /** Call it when the transaction around `commit` is rolled back. */
  readonly forget: () => void;
};

export type RefusedRun = { readonly id: string; readonly error: unknown };

export function createBatchRecorder(db: Database): BatchRecorder {
  const counts = createCountChanges();
  const writeCounts = createCountWriter(db);
  const rows = createRunRows(db, counts);
  const parts = createRunParts(db);
  const list = db.prepare('INSERT OR IGNORE INTO dictionary VALUES (?, ?)');
  let dictionary: Dictionary | undefined;

  function forget(): void {
    counts.take();
    dictionary = undefined;
  }

  /** Returns the run's key; `undefined` when it was never created, so that its events are ignored. */
  function putRow({ id, created, fields }: PendingRun, owner: number | null): number | undefined {
    const stored = rows.find(id);
    if (stored) {
      const state = stateAfter(stored, fields);
      rows.update(stored, { state, owner: ownerAfter(state, stored.owner, owner), fields });
      return stored.key;
    }
    if (!created) return undefined;
    const state = newState(created.name, fields);
    return rows.insert(created, { state, owner: ownerAfter(state, null, owner), fields });
  }

  function putRun(run: PendingRun, owner: number | null): boolean {
    const key = putRow(run, owner);
    if (key === undefined) return false;
    parts.putPayloads(key, run.fields);
    parts.put(key, run);
    return true;
  }

  const putAll: Put = (batch, owner) => ({
    recorded: [...batch.runs.values()].filter(run => putRun(run, owner)),
    refused: [],
  });

  const putAlone = db.transaction((run: PendingRun, owner: number | null) => {
    const isRecorded = putRun(run, owner);
    writeCounts(counts);
    return isRecorded;
  });

  const putEach: Put = (batch, owner) => {
    const recorded: PendingRun[] = [];
    const refused: RefusedRun[] = [];
    for (const run of batch.runs.values()) {
      try {
        if (putAlone(run, owner)) recorded.push(run);
      } catch (error) {
        if (isFileError(error)) throw error;
        counts.take();
        refused.push({ id: run.id, error });
      }
    }
    return { recorded, refused };
  };

  const inTransaction = db.transaction((put: Put, batch: EventBatch, owner: () => number | null) => {
    const { recorded, refused } = put(batch, owner());
    dictionary ??= readDictionary(db);
    const entries = dictionary.newEntries(recorded);
    for (const { field, value } of entries) list.run(field, value);
    dictionary.add(entries);
    writeCounts(counts);
    bumpChange(db);
    return refused;
  });

  function attempt(put: Put, batch: EventBatch, owner: () => number | null): readonly RefusedRun[] {
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
        if (isFileError(error)) throw error;
        return attempt(putEach, batch, owner);
      }
    },
  };
}

type Put = (
  batch: EventBatch,
  owner: number | null,
) => { readonly recorded: readonly PendingRun[]; readonly refused: readonly RefusedRun[] };

function readDictionary(db: Database): Dictionary {
  const dictionary = createDictionary();
  dictionary.add(db.prepare<[], DictionaryEntry>('SELECT field, value FROM dictionary').all());
  return dictionary;
}

/** Whether the file failed, rather than the run to be written. */
function isFileError(error: unknown): boolean {
  const code = errorCode(error);
  return (
    code?.startsWith('SQLITE_') === true && !/^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE|ERROR)/.test(code)
  );
}
