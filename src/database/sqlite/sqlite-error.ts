import { sleep } from '../../async/sleep.ts';
import { errorCode, InspectorError } from '../../model/errors.ts';
import { type ErrorRow, findError, toError } from '../runs/error-table.ts';

const notAStore: ErrorRow = {
  code: /^SQLITE_NOTADB/,
  kind: 'unreadable',
  message: '{} is not a store of runs',
  hint: 'name the file that a recorder wrote, by default .runlens/runs.db',
};

const missingStore: ErrorRow = {
  code: /^ENOENT/,
  kind: 'not-found',
  message: '{} does not exist',
  hint: 'check the path, or record a run with runlens/recorder, or try: runlens demo',
};

const full: ErrorRow = {
  // SQLite has no code of its own for a `-shm` file that cannot grow.
  code: /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)/,
  kind: 'conflict',
  message: 'no room left on the disk of {}',
  hint: 'free some space, then try again; a program that records goes on by itself',
};

/** By SQLite's extended codes, and Node's codes of the file system. */
const rows: readonly ErrorRow[] = [
  notAStore,
  {
    code: /^SQLITE_CORRUPT/,
    kind: 'unreadable',
    message: '{} is damaged or cut short',
    hint: 'restore it from a copy, or try: (echo .dbconfig defensive off; sqlite3 {} .recover) | sqlite3 recovered.db',
  },
  {
    code: /^SQLITE_(BUSY|LOCKED)/,
    kind: 'conflict',
    message: '{} is locked by another program',
    hint: 'close the program that holds it, or wait: it is tried again',
  },
  {
    code: /^(SQLITE_READONLY_(DIRECTORY|CANTINIT)|EROFS)/,
    kind: 'unreadable',
    message: '{} is in a folder that cannot be written',
    hint: 'SQLite keeps two small files beside a store: make the folder writable, or copy the store to one that is',
  },
  {
    code: /^SQLITE_READONLY_ROLLBACK/,
    kind: 'unreadable',
    message: '{} was left in the middle of a change',
    hint: 'reading writes nothing to it: the next recorder that opens it takes the change back',
  },
  {
    code: /^SQLITE_READONLY/,
    kind: 'unreadable',
    message: '{} cannot be written',
    hint: 'make the file and its folder writable for you',
  },
  full,
  missingStore,
  {
    code: /^EISDIR/,
    kind: 'unreadable',
    message: '{} is a folder',
    hint: 'name the file in it, for example {}/runs.db',
  },
  {
    code: /^(SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM)/,
    kind: 'unreadable',
    message: '{} cannot be opened',
    hint: 'check that you may read it and write to its folder, where SQLite keeps two small files beside a store',
  },
  {
    code: /^(SQLITE_IOERR|EIO|ESTALE)/,
    kind: 'unreadable',
    message: '{} could not be read or written',
    hint: 'check the disk or the network share it is on, and your quota there',
  },
];

/** Converts errors of SQLite and the file system to an `InspectorError`; other errors are returned as is. */
export function toStoreError(error: unknown, path: string): unknown {
  if (error instanceof InspectorError) return error;
  const code = isOfFile(error) ? 'SQLITE_CORRUPT' : errorCode(error);
  return code === undefined ? error : (findError(rows, code, path, error) ?? error);
}

/**
 * Our statements work on every store, so a general error is one of the file: another file format or schema,
 * a part that is missing, a text index that cannot be read. A statement that is wrong is a bug.
 */
function isOfFile(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  if (!(error instanceof Error) || !code.startsWith('SQLITE_')) return false;
  return ofFile.test(code) && !wrongStatement.test(error.message);
}

const ofFile = /^SQLITE_(ERROR|SCHEMA|FORMAT|TOOBIG|EMPTY|INTERNAL|NOTFOUND|PROTOCOL)/;
/** Values to record may break these rules; a store's own rows only where it is damaged. */
const ofRows = /^SQLITE_(CONSTRAINT|MISMATCH)/;
const wrongStatement = /syntax error|near "|incomplete input|unrecognized token|ambiguous column|RAISE/;

/** The same for statements that write nothing but what the store itself holds. */
export function toOwnStoreError(error: unknown, path: string): unknown {
  const isDamage = ofRows.test(errorCode(error) ?? '');
  return isDamage ? findError(rows, 'SQLITE_CORRUPT', path, error) : toStoreError(error, path);
}

/** Whether SQLite, or the check of a cell, found that what the store holds cannot be. */
export function isDamaged(error: unknown): boolean {
  return errorCode(error)?.startsWith('SQLITE_CORRUPT') === true;
}

/** Whether another process holds the lock, so that a retry may succeed. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(errorCode(error) ?? '');
}

/** The file is not an SQLite file, or belongs to another program. */
export function notAStoreError(path: string): InspectorError {
  return toError(notAStore, path);
}

/** The disk is full, or the user's share of it. */
export function isFull(error: unknown): boolean {
  return full.code.test(errorCode(error) ?? '');
}

export function missingStoreError(path: string): InspectorError {
  return toError(missingStore, path);
}

const lockPatienceMs = 1_000;
const lockRetryMs = 20;

/** Retries for a moment while another process holds the lock. Rejects with an `InspectorError`. */
export async function retryWhileLocked<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + lockPatienceMs;
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      const error = toStoreError(thrown, path);
      const isLocked = error instanceof InspectorError && isBusy(error.cause);
      if (!isLocked || performance.now() > end) throw error;
      await sleep(lockRetryMs);
    }
  }
}
