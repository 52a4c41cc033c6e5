import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';

type Words = { readonly kind: InspectorErrorKind; readonly message: string; readonly hint: string };

/**
 * Turns what SQLite, or the file system below it, says of a store's file into words; anything else is a bug
 * and comes back as it is.
 */
export function toStoreError(error: unknown, path: string): unknown {
  if (error instanceof InspectorError) return error;
  const code = errorCode(error);
  const words = code === undefined ? undefined : wordsFor(lacksParts(error) ? 'SQLITE_CORRUPT' : code, path);
  return words ? new InspectorError(words.kind, words.message, { hint: words.hint, cause: error }) : error;
}

/** Our own statements name only what a store has: where that is missing, somebody took it away. */
function lacksParts(error: unknown): boolean {
  return (
    errorCode(error) === 'SQLITE_ERROR' &&
    error instanceof Error &&
    /^no such (table|column)/.test(error.message)
  );
}

/** `SQLITE_…` or `E…`, when the error has such a code. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether another process holds the lock just now, so that trying again soon is what helps. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(errorCode(error) ?? '');
}

const table: readonly (readonly [RegExp, (path: string) => Words])[] = [
  [/^SQLITE_NOTADB/, notAStore],
  [
    /^SQLITE_CORRUPT/,
    path => ({
      kind: 'unreadable',
      message: `${path} is damaged or cut short`,
      hint: `restore it from a copy, or try: sqlite3 ${path} .recover | sqlite3 recovered.db`,
    }),
  ],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    path => ({
      kind: 'conflict',
      message: `${path} is locked by another program`,
      hint: 'close the program that holds it, or wait: it is tried again',
    }),
  ],
  [
    /^(SQLITE_READONLY_(DIRECTORY|CANTINIT)|EROFS)/,
    path => ({
      kind: 'unreadable',
      message: `${path} is in a folder that cannot be written`,
      hint: 'SQLite keeps two small files beside a store: make the folder writable, or copy the store to one that is',
    }),
  ],
  [
    /^SQLITE_READONLY/,
    path => ({
      kind: 'unreadable',
      message: `${path} cannot be written`,
      hint: 'make the file and its folder writable for you',
    }),
  ],
  [
    /^(SQLITE_FULL|ENOSPC)/,
    path => ({
      kind: 'conflict',
      message: `no room left on the disk of ${path}`,
      hint: 'free some space: recording goes on then',
    }),
  ],
  [/^ENOENT/, missingStore],
  [
    /^EISDIR/,
    path => ({
      kind: 'unreadable',
      message: `${path} is a folder`,
      hint: `name the file in it, for example ${path}/runs.db`,
    }),
  ],
  [
    /^(SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM)/,
    path => ({
      kind: 'unreadable',
      message: `${path} cannot be opened`,
      hint: 'check that you may read it and write to its folder, where SQLite keeps two small files beside a store',
    }),
  ],
  [
    /^(SQLITE_IOERR|EIO|ESTALE)/,
    path => ({
      kind: 'unreadable',
      message: `${path} could not be read or written`,
      hint: 'check the disk or the network share it is on',
    }),
  ],
];

function wordsFor(code: string, path: string): Words | undefined {
  return table.find(([pattern]) => pattern.test(code))?.[1](path);
}

function notAStore(path: string): Words {
  return {
    kind: 'unreadable',
    message: `${path} is not a store of runs`,
    hint: 'name the file that a recorder wrote, by default .runlens/runs.db',
  };
}

function missingStore(path: string): Words {
  return {
    kind: 'not-found',
    message: `${path} does not exist`,
    hint: 'check the path, or record a run with runlens/recorder, or try: runlens demo',
  };
}

/** The file is no SQLite file, or is another program's. */
export function notAStoreError(path: string): InspectorError {
  const { kind, message, hint } = notAStore(path);
  return new InspectorError(kind, message, { hint });
}

/** The file is not there, or not any more. */
export function missingStoreError(path: string): InspectorError {
  const { kind, message, hint } = missingStore(path);
  return new InspectorError(kind, message, { hint });
}
