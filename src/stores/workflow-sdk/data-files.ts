import { constants, readFileSync, type Stats, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectorError } from '../../model/errors.ts';

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

/** `undefined` also where nothing can be told, such as of a link that leads to itself: whoever reads it says why. */
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

/** Clocks of file systems tick every few ms: what was changed just now may be changed again without a new stamp. */
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

const smallBytes = 128 * 1024;

/** Whether a file can be read and parsed in no time worth speaking of. */
export function isSmall(path: string): boolean {
  return (statNow(path)?.size ?? 0) <= smallBytes;
}

export type ReadFile =
  | { readonly type: 'read'; readonly value: unknown }
  | { readonly type: 'unreadable'; readonly reason: string }
  | { readonly type: 'gone' };

/** A pipe that somebody named as a file is empty, instead of being waited for without end. */
export const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads a small JSON file at once: many of them one by one take a sixth of the time that they take when awaited. */
export function readJsonNow(path: string): ReadFile {
  const text = readTextNow(path);
  return typeof text === 'string' ? parseJson(text) : text;
}

export function readTextNow(path: string): string | Exclude<ReadFile, { readonly type: 'read' }> {
  try {
    return readFileSync(path, { encoding: 'utf8', flag: withoutWaiting });
  } catch (error) {
    return isMissing(error) ? { type: 'gone' } : toUnreadable(error);
  }
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
