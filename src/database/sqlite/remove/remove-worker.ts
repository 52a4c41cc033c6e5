import type { Database } from 'better-sqlite3';
import { type AnswersOf, answerBy, type RequestsOf, serveThread } from '../../../async/serve-thread.ts';
import type { GiveBack, StoreSize } from '../../../contract/run-remover.ts';
import { closeOnError } from '../../../drivers/sqlite/open-existing.ts';
import { isBusy } from '../../../drivers/sqlite/sqlite-error.ts';
import { InspectorError } from '../../../model/errors.ts';
import { openReadable, openRemovable, pragma } from '../open-database.ts';
import { storedSizes } from '../read/sqlite-tables.ts';
import { toStoreError } from '../store-error.ts';
import { textTables } from './run-eraser.ts';
import { createRemoval, type Removal } from './sliced-removal.ts';

const busyTimeoutMs = 3_000;

function createAnswers(path: string) {
  let removal: Removal | undefined;

  function read<T>(work: (db: Database) => T): T {
    const db = openReadable(path, busyTimeoutMs);
    try {
      return work(db);
    } finally {
      db.close();
    }
  }
  function current(): Removal {
    removal ??= closeOnError(openRemovable(path), createRemoval);
    return removal;
  }
  function close(): void {
    removal?.close();
    removal = undefined;
  }

  return {
    remove: ({ ids, endedBefore }: { readonly endedBefore: number } & Ids, signal: AbortSignal) =>
      current().remove(ids, endedBefore, signal),
    'give-back': ({ how }: { readonly how: GiveBack }, signal: AbortSignal) =>
      current().giveBack(how, signal),
    'bytes-of': ({ ids }: Ids) => read(db => storedBytes(db, ids)),
    size: () => read(readSize),
    compact() {
      close();
      compactStore(path);
    },
    close,
  };
}

type Ids = { readonly ids: readonly string[] };

export type RemoveRequest = RequestsOf<ReturnType<typeof createAnswers>>;
export type RemoveAnswers = AnswersOf<ReturnType<typeof createAnswers>>;

/** Lets the file shrink from now on. Throws an `InspectorError` while another program has it open. */
function compactStore(path: string): void {
  const db = openRemovable(path);
  try {
    db.pragma('busy_timeout = 0');
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    for (const table of textTables) db.exec(`INSERT INTO ${table}(${table}) VALUES ('optimize')`);
    db.pragma('auto_vacuum = INCREMENTAL');
    db.exec('VACUUM');
    db.pragma('journal_mode = WAL');
  } catch (error) {
    throw isBusy(error) ? openElsewhere(path) : error;
  } finally {
    db.close();
  }
}

function openElsewhere(path: string): InspectorError {
  return new InspectorError('conflict', `another program has ${path} open, so that it cannot be rewritten`, {
    hint: 'end the programs that record into it or show it, or leave --compact out',
  });
}

/** The size of the file once everything in its `-wal` file is in it. */
function readSize(db: Database): StoreSize {
  const pageBytes = pragma(db, 'page_size');
  return { bytes: pragma(db, 'page_count') * pageBytes, freeBytes: pragma(db, 'freelist_count') * pageBytes };
}

/** The row of `runs` and its entries in indexes and lists of words, on average. */
const bytesOfRun = 900;
const bytesOfRow = 90;

/** Estimates what the runs take from the sizes of their texts, which SQLite knows without reading them. */
function storedBytes(db: Database, ids: readonly string[]): number {
  const keyOf = db.prepare<[string], number>('SELECT key FROM runs WHERE id = ?').pluck();
  const sizes = db.prepare<[{ key: number }], { bytes: number | null; n: number }>(storedSizes);
  let total = 0;
  for (const id of ids) {
    const key = keyOf.get(id);
    if (key === undefined) continue;
    total += bytesOfRun;
    const { bytes, n } = sizes.get({ key }) ?? { bytes: 0, n: 0 };
    total += (bytes ?? 0) + n * bytesOfRow;
  }
  return total;
}

serveThread<RemoveRequest>(path => answerBy(createAnswers(path)), toStoreError);
