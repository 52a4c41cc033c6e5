import type { Database } from 'better-sqlite3';
import type { GiveBack, StoreSize } from '../../../contract/run-remover.ts';
import { isBusy } from '../../../drivers/sqlite/sqlite-error.ts';
import { InspectorError } from '../../../model/errors.ts';
import { openReadable, openRemovable } from '../open-database.ts';
import { readSize, storedBytes } from './file-size.ts';
import { textTables } from './run-eraser.ts';
import { createRemoval, type Removal } from './sliced-removal.ts';

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
