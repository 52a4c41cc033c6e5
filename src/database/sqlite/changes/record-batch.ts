import type { Database } from 'better-sqlite3';
import type { EventBatch, PendingRun } from '../../../contract/event-batch.ts';
import { errorCode } from '../../../model/errors.ts';
import { createDictionary, type Dictionary, type DictionaryEntry } from '../../runs/events/dictionary.ts';
import { signAhead } from '../../runs/events/error-columns.ts';
import {
  createCountChanges,
  isRecordedBy,
  newState,
  ownerAfter,
  stateAfter,
} from '../../runs/events/run-state.ts';
import { createRunWriters, type RunWriters } from './remote-writers.ts';
import { createRunParts } from './sqlite-parts.ts';
import { bumpChange, createCountWriter, createRunRows } from './sqlite-rows.ts';

export type BatchRecorder = ReturnType<typeof createBatchRecorder>;

export type RefusedRun = { readonly id: string; readonly error: unknown };

type Author = { readonly owner: number | null; readonly writer: string | undefined };

export function createBatchRecorder(db: Database) {
  const counts = createCountChanges();
  const writeCounts = createCountWriter(db);
  const rows = createRunRows(db, counts);
  const parts = createRunParts(db);
  const list = db.prepare('INSERT OR IGNORE INTO dictionary VALUES (?, ?)');
  let runWriters: RunWriters | undefined;
  let dictionary: Dictionary | undefined;

  function forget(): void {
    counts.take();
    dictionary = undefined;
  }

  function putRow({ id, created, fields }: PendingRun, { owner, writer }: Author): Put {
    const stored = rows.find(id);
    if (writer !== undefined) runWriters ??= createRunWriters(db);
    if (stored) {
      if (writer !== undefined && !isRecordedBy(writer, runWriters?.of(stored.key))) return 'foreign';
      const state = stateAfter(stored, fields);
      rows.update(stored, { state, owner: ownerAfter(state, stored.owner, owner), fields });
      return stored.key;
    }
    if (!created) return 'never-created';
    const state = newState(created.name, fields);
    const key = rows.insert(created, { state, owner: ownerAfter(state, null, owner), fields });
    if (writer !== undefined) runWriters?.put(key, writer);
    return key;
  }

  function putRun(run: PendingRun, author: Author): Put {
    const key = putRow(run, author);
    if (typeof key !== 'number') return key;
    parts.putPayloads(key, run.fields);
    parts.put(key, run);
    return key;
  }

  const putAlone = db.transaction((run: PendingRun, author: Author) => {
    const put = putRun(run, author);
    // A value that cannot be listed concerns this run, and not its batch.
    createDictionary().newEntries([run]);
    writeCounts(counts);
    return put;
  });

  function tryAlone(run: PendingRun, author: Author): Put | RefusedRun {
    try {
      return putAlone(run, author);
    } catch (error) {
      if (isFileError(error)) throw error;
      counts.take();
      return { id: run.id, error };
    }
  }

  const inTransaction = db.transaction((put: PutOne, batch: EventBatch, author: () => Author) => {
    const { recorded, refused, foreign } = putBatch(batch, put, author());
    dictionary ??= readDictionary(db);
    const entries = dictionary.newEntries(recorded);
    for (const { field, value } of entries) list.run(field, value);
    dictionary.add(entries);
    writeCounts(counts);
    bumpChange(db);
    return { refused, foreign };
  });

  function attempt(put: PutOne, batch: EventBatch, author: () => Author) {
    try {
      return inTransaction.immediate(put, batch, author);
    } catch (error) {
      forget();
      throw error;
    }
  }

  return {
    /** Call it when the transaction around `commit` is rolled back. */
    forget,
    /** Calls `owner` inside its transaction. `foreign` are runs that the remote `writer` may not change. */
    commit(batch: EventBatch, owner: () => number | null, writer?: string) {
      const author = () => ({ owner: owner(), writer });
      try {
        for (const { created, fields } of batch.runs.values())
          if (created && fields.error) signAhead(created.name, fields.error);
        return attempt(putRun, batch, author);
      } catch (error) {
        if (isFileError(error)) throw error;
        return attempt(tryAlone, batch, author);
      }
    },
  };
}

type Put = number | 'foreign' | 'never-created';

type PutOne = (run: PendingRun, author: Author) => Put | RefusedRun;

function putBatch({ runs }: EventBatch, put: PutOne, author: Author) {
  const recorded: PendingRun[] = [];
  const refused: RefusedRun[] = [];
  const foreign: string[] = [];
  for (const run of runs.values()) {
    const result = put(run, author);
    if (typeof result === 'number') recorded.push(run);
    else if (typeof result === 'object') refused.push(result);
    else if (result === 'foreign') foreign.push(run.id);
  }
  return { recorded, refused, foreign };
}

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
