import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, InspectorError, thrownMessage } from '../../../model/errors.ts';

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

/** With O_NONBLOCK, opening a pipe does not block. */
const nonBlockingRead = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

type Problem = Exclude<ReadFile, { readonly type: 'read' }>;

/** This much is read, parsed and decoded within a few ms. */
const smallBytes = 1024 * 1024;

let smallBuffer: Buffer | undefined;

/** Synchronous, because awaited reads of many small files take six times as long. */
export function readSmallText(path: string): string | Problem | { readonly type: 'large' } {
  smallBuffer ??= Buffer.allocUnsafeSlow(smallBytes);
  try {
    const file = openSync(path, nonBlockingRead);
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

export function readWholeText(path: string): string | Problem {
  try {
    return readWhole(path).toString('utf8');
  } catch (error) {
    return toProblem(error);
  }
}

/** Throws for anything but a regular file, because a device may have no end. */
export function readWhole(path: string): Buffer {
  const file = openSync(path, nonBlockingRead);
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

/** Reads a large file by `readLarge`, any other synchronously. */
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
  const reason = thrownMessage(error);
  return { type: 'unreadable', reason } as const;
}

/** Empty for a missing folder. Rejects with an `InspectorError`. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw toFolderError(error, folder);
  }
}

export function toFolderError(error: unknown, folder: string): unknown {
  const code = errorCode(error);
  if (code === undefined) return error;
  return new InspectorError('unreadable', `cannot read ${folder} (${code})`, {
    cause: error,
    hint: 'check that the folder exists and that you may read it',
  });
}

export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG';
}
