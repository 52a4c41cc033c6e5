import { sleep } from '../../async/sleep.ts';
import { type ErrorRow, toError } from '../../drivers/error-table.ts';
import { findSqliteError, fullCode, isBusy } from '../../drivers/sqlite/sqlite-error.ts';
import { errorCode, InspectorError } from '../../model/errors.ts';

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

const rows: readonly ErrorRow[] = [
  notAStore,
  missingStore,
  {
    code: fullCode,
    kind: 'conflict',
    message: 'no room left on the disk of {}',
    hint: 'free some space, then try again; a program that records goes on by itself',
  },
  {
    code: /^SQLITE_READONLY_ROLLBACK/,
    kind: 'unreadable',
    message: '{} was left in the middle of a change',
    hint: 'reading writes nothing to it: the next recorder that opens it takes the change back',
  },
  {
    code: /^EISDIR/,
    kind: 'unreadable',
    message: '{} is a folder',
    hint: 'name the file in it, for example {}/runs.db',
  },
];

/** Converts errors of SQLite and the file system to an `InspectorError`; other errors are returned as is. */
export function toStoreError(error: unknown, path: string): unknown {
  if (error instanceof InspectorError) return error;
  const code = isAboutFile(error) ? 'SQLITE_CORRUPT' : errorCode(error);
  return code === undefined ? error : (findSqliteError(code, path, error, rows) ?? error);
}

/** Statements work on every sound store, so that a general error is the file's. A wrong one is a bug. */
function isAboutFile(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  if (!(error instanceof Error) || !code.startsWith('SQLITE_')) return false;
  return fileCodes.test(code) && !wrongStatement.test(error.message);
}

const fileCodes = /^SQLITE_(ERROR|SCHEMA|FORMAT|TOOBIG|EMPTY|INTERNAL|NOTFOUND|PROTOCOL)/;
/** Values to record may break these rules. A store's own rows do so only where it is damaged. */
const rowCodes = /^SQLITE_(CONSTRAINT|MISMATCH)/;
const wrongStatement = /syntax error|near "|incomplete input|unrecognized token|ambiguous column|RAISE/;

/** Like `toStoreError`, for statements that write only what the store itself holds. */
export function toOwnStoreError(error: unknown, path: string): unknown {
  const isDamage = rowCodes.test(errorCode(error) ?? '');
  return isDamage ? findSqliteError('SQLITE_CORRUPT', path, error, rows) : toStoreError(error, path);
}

export function notAStoreError(path: string): InspectorError {
  return toError(notAStore, path);
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
