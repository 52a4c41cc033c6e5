import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectorError } from '../../../model/errors.ts';

/** The subfolders that are read. */
export const folders = {
  runs: 'runs',
  steps: 'steps',
  events: 'events',
  waits: 'waits',
  hooks: 'hooks',
  streams: join('streams', 'runs'),
  chunks: join('streams', 'chunks'),
} as const;

export type ReadFile =
  | { readonly type: 'read'; readonly value: unknown }
  | { readonly type: 'unreadable'; readonly reason: string }
  | { readonly type: 'gone' };

/** A pipe under a file's name reads as empty instead of blocking for ever. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

type Problem = Exclude<ReadFile, { readonly type: 'read' }>;

/** So many bytes are read, parsed and decoded within a few ms. */
const smallBytes = 1024 * 1024;

let smallBuffer: Buffer | undefined;

/**
 * Reads a small file synchronously, which takes a sixth of the time of an awaited read when there are many
 * files. A large file is left to the thread.
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

/** The text of a file of any size. */
export function readWholeText(path: string): string | Problem {
  try {
    return readWhole(path).toString('utf8');
  } catch (error) {
    return toProblem(error);
  }
}

/** Every byte of a regular file; throws for anything else, because a device may have no end. */
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

/** Reads a small file synchronously, and a large one by `readLarge`. */
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

/** The names in a folder; none where it does not exist. Rejects with an `InspectorError`. */
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
    hint: 'check that the folder exists and that you may read it',
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
