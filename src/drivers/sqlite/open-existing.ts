import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { ErrorRow } from '../error-table.ts';
import { checkSideFiles } from './side-files.ts';
import { toSqliteError } from './sqlite-error.ts';

type OpenOptions = { readonly isReadOnly?: boolean; readonly busyTimeoutMs: number };

/** Opens an existing file for reading. Throws an `InspectorError`, of these rows where one is of its code. */
export function openReadOnly(
  path: string,
  busyTimeoutMs: number,
  own: readonly ErrorRow[] = [],
): Database.Database {
  try {
    return openExisting(path, { isReadOnly: true, busyTimeoutMs }, db => {
      distrust(db);
      // What is no database is only seen when it is read.
      db.exec('PRAGMA schema_version');
    });
  } catch (error) {
    throw toSqliteError(error, path, own);
  }
}

/** Opens an existing file and checks it. Throws what the check throws, and errors with a code. */
export function openExisting(
  path: string,
  { isReadOnly = false, busyTimeoutMs }: OpenOptions,
  check: (db: Database.Database) => void,
): Database.Database {
  requireFile(path);
  checkSideFiles(path);
  const options = { readonly: isReadOnly, timeout: busyTimeoutMs, fileMustExist: true };
  return checked(new Database(path, options), check);
}

/** Closes a database where the check throws. */
export function checked(db: Database.Database, check: (db: Database.Database) => void): Database.Database {
  try {
    check(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Lets nothing that stands in the file run. better-sqlite3 opens every file in SQLite's defensive mode. */
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
