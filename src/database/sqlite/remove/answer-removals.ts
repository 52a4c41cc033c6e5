import type { Database } from 'better-sqlite3';
import type { GiveBack, StoreSize } from '../../../contract/run-remover.ts';
import { isBusy } from '../../../drivers/sqlite/sqlite-error.ts';
import { InspectorError } from '../../../model/errors.ts';
import { openReadable, openRemovable } from '../open-database.ts';
import { textTables } from './run-eraser.ts';
import { createRemoval, numberOf, type Removal } from './sliced-removal.ts';

const busyTimeoutMs = 3_000;

/** Handles requests to remove runs of a store, which is opened for writing when it first has to be. */
export function answerRemovals(path: string): (request: RemoveRequest, signal: AbortSignal) => unknown {
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
    removal ??= createRemoval(openRemovable(path));
    return removal;
  }
  function close(): void {
    removal?.close();
    removal = undefined;
  }

  return (request, signal) => {
    switch (request.type) {
      case 'remove':
        return current().remove(request.ids, request.endedBefore, signal);
      case 'give-back':
        return current().giveBack(request.how, signal);
      case 'bytes-of':
        return read(db => storedBytes(db, request.ids));
      case 'size':
        return read(readSize);
      case 'compact':
        close();
        return compactStore(path);
      case 'close':
        return close();
    }
  };
}

export type RemoveRequest =
  | { readonly type: 'remove'; readonly ids: readonly string[]; readonly endedBefore: number }
  | { readonly type: 'give-back'; readonly how: GiveBack }
  | { readonly type: 'bytes-of'; readonly ids: readonly string[] }
  | { readonly type: 'size' }
  | { readonly type: 'compact' }
  | { readonly type: 'close' };

export type RemoveAnswers = {
  readonly remove: readonly string[];
  readonly 'give-back': undefined;
  readonly 'bytes-of': number;
  readonly size: StoreSize;
  readonly compact: undefined;
  readonly close: undefined;
};

/**
 * Rewrites a store's file without free space, and lets it shrink from now on if it was made otherwise. Throws
 * an `InspectorError` while another program has it open.
 */
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
export function readSize(db: Database): StoreSize {
  const pageBytes = numberOf(db, 'page_size');
  return {
    bytes: numberOf(db, 'page_count') * pageBytes,
    freeBytes: numberOf(db, 'freelist_count') * pageBytes,
  };
}

/** The row of `runs` and its entries in indexes and lists of words, on average. */
const bytesOfRun = 900;
const bytesOfRow = 90;

const partTexts = {
  inputs: ['json'],
  outputs: ['json'],
  details: ['error_value', 'error_message', 'error_stack', 'usage'],
  steps: ['id', 'name', 'input', 'output', 'error'],
  spans: ['id', 'name', 'attributes', 'events'],
  logs: ['message', 'attributes'],
  messages: ['json'],
} as const;

/** About how much the runs take, by the sizes of their texts, which SQLite knows without reading them. */
export function storedBytes(db: Database, ids: readonly string[]): number {
  const keyOf = db.prepare<[string], number>('SELECT key FROM runs WHERE id = ?').pluck();
  const sizes = Object.entries(partTexts).map(([table, texts]) => {
    const bytes = texts.map(text => `coalesce(octet_length(${text}), 0)`).join(' + ');
    const column = ['inputs', 'outputs', 'details'].includes(table) ? 'key' : 'run';
    return db
      .prepare<[number], number | null>(
        `SELECT sum(${bytes} + ${bytesOfRow}) FROM ${table} WHERE ${column} = ?`,
      )
      .pluck();
  });
  let total = 0;
  for (const id of ids) {
    const key = keyOf.get(id);
    if (key === undefined) continue;
    total += bytesOfRun;
    for (const size of sizes) total += size.get(key) ?? 0;
  }
  return total;
}
