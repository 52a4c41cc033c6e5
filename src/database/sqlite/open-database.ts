import Database from 'better-sqlite3';
import {
  checkSideFiles,
  closeOnError,
  distrust,
  type OpenOptions,
  openExisting,
  requireFile,
} from '../../drivers/sqlite/open-existing.ts';
import { isBusy } from '../../drivers/sqlite/sqlite-error.ts';
import { InspectorError } from '../../model/errors.ts';
import { latestVersion, missingSteps, refuseNewer, stepsUpTo } from '../runs/migration.ts';
import { requireOwnSchema } from './require-own-schema.ts';
import { applicationId, createTables, migrations } from './sqlite-schema.ts';
import { notAStoreError, toStoreError } from './store-error.ts';

/** Four times SQLite's default, because checkpoints are the most expensive part of recording. */
const walPages = 4_000;

export function openReadable(path: string, busyTimeoutMs: number): Database.Database {
  return openStore(path, { isReadOnly: true, busyTimeoutMs });
}

export function openWritable(path: string, busyTimeoutMs: number): Database.Database {
  return openStore(path, { isReadOnly: false, busyTimeoutMs });
}

function openStore(path: string, options: OpenOptions): Database.Database {
  return guard(path, () =>
    openExisting(path, options, db => {
      if (isEmpty(db)) throw emptyError(path);
      checkStore(db, path, migrations);
      refuseOlder(db, path);
      if (!options.isReadOnly) db.pragma('synchronous = NORMAL');
    }),
  );
}

/** Opens a store for recording, creates it if needed, and migrates its schema. */
export function openRecordable(path: string, steps = migrations): Database.Database {
  return guard(path, () => {
    checkSideFiles(path);
    return closeOnError(new Database(path, { timeout: 5_000 }), db => {
      // Lets a new file shrink when runs are removed. In an existing one it takes effect with a `VACUUM`.
      if (isEmpty(db)) db.pragma('auto_vacuum = INCREMENTAL');
      else checkStore(db, path, steps);
      useWal(db);
      db.pragma('synchronous = NORMAL');
      db.pragma(`wal_autocheckpoint = ${walPages}`);
      if (versionOf(db) < latestVersion(steps)) upgrade(db, path, steps);
      return db;
    });
  });
}

export function openRemovable(path: string): Database.Database {
  guard(path, () => requireFile(path));
  const db = openRecordable(path);
  db.pragma('busy_timeout = 20');
  db.pragma('wal_autocheckpoint = 0');
  // Removing many runs rewrites lists of several MB in one statement, which should not wait for the disk.
  db.pragma('cache_size = -64000');
  return db;
}

function upgrade(db: Database.Database, path: string, steps: typeof migrations): void {
  db.transaction(() => {
    if (!isEmpty(db)) checkStore(db, path, steps);
    bringUpToDate(db, steps);
  }).immediate();
}

/** Call it inside a write transaction. */
export function bringUpToDate(db: Database.Database, steps = migrations): void {
  const from = versionOf(db);
  if (from === 0) db.exec(createTables);
  for (const statements of missingSteps(steps, from)) db.exec(statements);
  db.pragma(`application_id = ${applicationId}`);
  db.pragma(`user_version = ${latestVersion(steps)}`);
}

function versionOf(db: Database.Database): number {
  return pragma(db, 'user_version');
}

/** Retries, because SQLite ignores the busy timeout when two processes switch a new file to WAL together. */
function useWal(db: Database.Database): void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt >= 50) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function guard<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw toStoreError(error, path);
  }
}

function isEmpty(db: Database.Database): boolean {
  return (
    versionOf(db) === 0 &&
    pragma(db, 'application_id') === 0 &&
    pragma(db, 'page_count') <= 1 &&
    pragma(db, 'schema_version') === 0
  );
}

/** Throws for a file that is no store, or that holds what could run when it is read or written. */
function checkStore(db: Database.Database, path: string, steps: typeof migrations): void {
  distrust(db);
  if (pragma(db, 'application_id') !== applicationId) throw notAStoreError(path);
  // Another program may migrate the store between the two reads.
  db.transaction(() => {
    const version = versionOf(db);
    refuseNewer(version, path, steps);
    requireOwnSchema(db, path, [createTables, ...stepsUpTo(steps, version)]);
  })();
}

/** Only a recorder migrates a store: a program that records into it may be older than the one that reads. */
function refuseOlder(db: Database.Database, path: string): void {
  const version = versionOf(db);
  if (version === latestVersion(migrations)) return;
  throw new InspectorError('unreadable', `${path} was made by an older runlens (schema ${version})`, {
    hint: 'record a run into it with this version, or start "runlens serve --store" on it once: that converts it',
  });
}

function emptyError(path: string): InspectorError {
  return new InspectorError('unreadable', `${path} is empty: nothing has been recorded in it yet`, {
    hint: 'record a run with runlens/recorder, or try: runlens demo',
  });
}

export function pragma(db: Database.Database, name: string): number {
  return Number(db.pragma(name, { simple: true }));
}
