import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectorError } from '../../../model/errors.ts';

/** The folders of a data folder in which files are looked for. */
export const folders = {
  runs: 'runs',
  steps: 'steps',
  events: 'events',
  waits: 'waits',
  hooks: 'hooks',
  streams: join('streams', 'runs'),
  chunks: join('streams', 'chunks'),
} as const;

/** What tells one state of a file or folder from the next. */
export type Stamp = string;

export function stampOf(path: string): Stamp | undefined {
  const stats = statNow(path);
  return stats && toStamp(stats);
}

/** What tells a folder from another one that took its place: the number of a file is used again. */
export function identityOf(path: string): string | undefined {
  const stats = statNow(path);
  return stats && `${stats.ino} ${stats.birthtimeMs}`;
}

/**
 * `undefined` also where nothing can be told, such as of a link that leads to itself: whoever reads it says
 * why.
 */
function statNow(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function toStamp({ mtimeMs, ctimeMs, size, ino }: Stats): Stamp {
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}

/**
 * Clocks of file systems tick every few ms: what was changed just now may be changed again without a new
 * stamp.
 */
const unsettledMs = 50;

/** A folder's stamp, when another one would tell every later change; else `undefined`. */
export function settledStamp(folder: string): Stamp | undefined {
  const stats = statNow(folder);
  return stats && Date.now() - stats.mtimeMs > unsettledMs ? toStamp(stats) : undefined;
}

/** A file's stamp, when it was surely not changed since a time. */
export function stampUnchangedSince(path: string, at: number): Stamp | undefined {
  const stats = statNow(path);
  return stats && at - Math.max(stats.mtimeMs, stats.ctimeMs) > unsettledMs ? toStamp(stats) : undefined;
}

export type ReadFile =
  | { readonly type: 'read'; readonly value: unknown }
  | { readonly type: 'unreadable'; readonly reason: string }
  | { readonly type: 'gone' };

/** A pipe that somebody named as a file is empty, instead of being waited for without end. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

type Problem = Exclude<ReadFile, { readonly type: 'read' }>;

/** Bytes that can be read, parsed and decoded in no time worth speaking of. */
const smallBytes = 1024 * 1024;

let smallBuffer: Buffer | undefined;

/**
 * The text of a file at once: of many of them, this takes a sixth of the time that it takes when awaited, and
 * less than Node's own reading. A larger file is left to a thread.
 */
export function readSmallText(path: string): string | Problem | { readonly type: 'large' } {
  smallBuffer ??= Buffer.allocUnsafeSlow(smallBytes);
  try {
    const file = openSync(path, withoutWaiting);
    try {
      let size = 0;
      for (let read = -1; read !== 0 && size < smallBytes; size += read) {
        read = readSync(file, smallBuffer, size, smallBytes - size, null);
      }
      return size < smallBytes ? smallBuffer.toString('utf8', 0, size) : { type: 'large' };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return toProblem(error);
  }
}

/** The same, however large the file is. */
export function readWholeText(path: string): string | Problem {
  try {
    return readWhole(path).toString('utf8');
  } catch (error) {
    return toProblem(error);
  }
}

/** Every byte of a file; throws where it is none, for a device may have no end. */
export function readWhole(path: string): Buffer {
  const file = openSync(path, withoutWaiting);
  try {
    if (!fstatSync(file).isFile()) throw new Error('it is not a file');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

export function readJsonNow(path: string): ReadFile {
  const small = readSmallText(path);
  const text = typeof small !== 'string' && small.type === 'large' ? readWholeText(path) : small;
  return typeof text === 'string' ? parseJson(text) : text;
}

/** Reads a small file at once; for a large one, `readLarge` is asked. */
export function readJson(
  path: string,
  readLarge: (path: string) => Promise<ReadFile>,
): ReadFile | Promise<ReadFile> {
  const text = readSmallText(path);
  if (typeof text === 'string') return parseJson(text);
  return text.type === 'large' ? readLarge(path) : text;
}

function toProblem(error: unknown): Problem {
  return isMissing(error) ? { type: 'gone' } : toUnreadable(error);
}

export function parseJson(text: string): ReadFile {
  try {
    return { type: 'read', value: JSON.parse(text) };
  } catch (error) {
    return toUnreadable(error);
  }
}

function toUnreadable(error: unknown) {
  const reason = error instanceof Error ? error.message : String(error);
  return { type: 'unreadable', reason } as const;
}

/** The names in a folder, none where it is not there. Rejects with an `InspectorError`. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw toFolderError(error, folder);
  }
}

export function toFolderError(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new InspectorError('unreadable', `cannot read ${folder} (${code})`, {
    cause: error,
    hint: 'see whether the folder is there and may be read',
  });
}

export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG';
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
