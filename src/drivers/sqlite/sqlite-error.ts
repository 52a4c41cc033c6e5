import { errorCode, InspectorError } from '../../model/errors.ts';
import { type ErrorRow, findError } from '../error-table.ts';

/** The disk is full, or the user's share of it; or a `-shm` file cannot grow. */
export const fullCode = /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)/;

/** By SQLite's extended codes, and Node's codes of files. */
const rows: readonly ErrorRow[] = [
  {
    code: /^SQLITE_NOTADB/,
    kind: 'unreadable',
    message: '{} is not a file of SQLite',
    hint: 'name the database of the engine',
  },
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
    hint: 'reading writes nothing to it: the next program that writes to it takes the change back',
  },
  {
    code: /^SQLITE_READONLY/,
    kind: 'unreadable',
    message: '{} cannot be written',
    hint: 'make the file and its folder writable for you',
  },
  {
    code: fullCode,
    kind: 'conflict',
    message: 'no room left on the disk of {}',
    hint: 'free some space, then try again',
  },
  {
    code: /^ENOENT/,
    kind: 'not-found',
    message: '{} does not exist',
    hint: 'check the path',
  },
  {
    code: /^EISDIR/,
    kind: 'unreadable',
    message: '{} is a folder',
    hint: 'name the file in it',
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

/** Converts only errors of SQLite and the file system to an `InspectorError`. */
export function toSqliteError(error: unknown, path: string): unknown {
  if (error instanceof InspectorError) return error;
  const code = errorCode(error);
  return code === undefined ? error : (findSqliteError(code, path, error) ?? error);
}

/** `own` rows come first. */
export function findSqliteError(
  code: string,
  path: string,
  cause: unknown,
  own: readonly ErrorRow[] = [],
): InspectorError | undefined {
  return findError([...own, ...rows], code, path, cause);
}

/** Whether SQLite, or the check of a cell, found an impossible value. */
export function isDamaged(error: unknown): boolean {
  return errorCode(error)?.startsWith('SQLITE_CORRUPT') === true;
}

export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(errorCode(error) ?? '');
}

export function isFull(error: unknown): boolean {
  return fullCode.test(errorCode(error) ?? '');
}
