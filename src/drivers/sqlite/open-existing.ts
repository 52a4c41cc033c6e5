import { closeSync, lstatSync, readSync, realpathSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { openRegularFile } from '../../files/read-small-file.ts';
import { errorCode, InspectorError } from '../../model/errors.ts';
import { toSqliteError } from './sqlite-error.ts';

export type OpenOptions = { readonly isReadOnly: boolean; readonly busyTimeoutMs: number };

/** Throws an `InspectorError`. */
export function openReadOnly(path: string, busyTimeoutMs: number): Database.Database {
  try {
    return openExisting(path, { isReadOnly: true, busyTimeoutMs }, db => {
      distrust(db);
      // SQLite notices what is no database only when it reads.
      db.exec('PRAGMA schema_version');
    });
  } catch (error) {
    throw toSqliteError(error, path);
  }
}

/** Opens an existing file and checks it. Throws what the check throws, and errors with a code. */
export function openExisting(
  path: string,
  { isReadOnly, busyTimeoutMs }: OpenOptions,
  check: (db: Database.Database) => void,
): Database.Database {
  requireFile(path);
  checkSideFiles(path);
  const options = { readonly: isReadOnly, timeout: busyTimeoutMs, fileMustExist: true };
  return closeOnError(new Database(path, options), db => {
    check(db);
    return db;
  });
}

/** Closes the database if the work throws. */
export function closeOnError<Result>(db: Database.Database, work: (db: Database.Database) => Result): Result {
  try {
    return work(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Lets nothing in the file run. better-sqlite3 opens every file in SQLite's defensive mode. */
export function distrust(db: Database.Database): void {
  db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
}

export function requireFile(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw failure('ENOENT', 'no such file');
  if (stat.isDirectory()) throw failure('EISDIR', 'a folder');
  // Opening a pipe would wait for a writer.
  if (!stat.isFile()) throw failure('SQLITE_NOTADB', 'not a regular file');
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** Refuses a pipe, a link or the like beside a store, and a journal that names another file. */
export function checkSideFiles(path: string): void {
  const realPath = realPathOf(path);
  for (const ending of ['-journal', '-wal', '-shm']) {
    const side = realPath + ending;
    const stats = lstatSync(side, { throwIfNoEntry: false });
    if (!stats) continue;
    if (!stats.isFile()) throw unfit(`${side} is not a regular file`);
    if (ending === '-journal' && namesFile(side, stats.size)) throw unfit(`${side} names another file`);
  }
}

/** SQLite keeps these files where a symbolic link leads. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** The end of a journal that names a super-journal (SQLite's `pager.c`, `writeSuperJournal`). */
const magic = Buffer.from('d9d505f920a163d7', 'hex');

/** SQLite would read the named file, and might delete it. No store of runlens has such a journal. */
function namesFile(journal: string, size: number): boolean {
  if (size <= magic.length) return false;
  const file = openIfThere(journal);
  if (file === undefined) return false;
  try {
    const end = Buffer.alloc(magic.length);
    readSync(file, end, 0, end.length, size - end.length);
    return end.equals(magic);
  } finally {
    closeSync(file);
  }
}

/** A journal disappears with its transaction. */
function openIfThere(path: string): number | undefined {
  try {
    return openRegularFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function unfit(problem: string): InspectorError {
  return new InspectorError('unreadable', `${problem}: the store is not opened`, {
    hint: 'SQLite keeps files of these names beside a store: look where this one is from, and remove it',
  });
}
