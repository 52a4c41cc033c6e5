import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, InspectorError, thrownMessage } from '../../../model/errors.ts';
import { isRecord } from '../../../model/is-record.ts';

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

/** Waits for no pipe, and follows no link: the engine makes none, and a stranger's leads anywhere. */
const plainRead = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

type Problem = Exclude<ReadFile, { readonly type: 'read' }>;

/** This much is read, parsed and decoded within a few ms. */
const smallBytes = 1024 * 1024;

let smallBuffer: Buffer | undefined;

/** Synchronous, because awaited reads of many small files take six times as long. */
export function readSmallText(path: string): string | Problem | { readonly type: 'large' } {
  smallBuffer ??= Buffer.allocUnsafeSlow(smallBytes);
  try {
    const file = openSync(path, plainRead);
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

/** V8's longest text has this many characters. */
const maxBytes = 0x1fffffe8;

/** Throws for a file beyond that, and for anything but a regular file: a device may have no end. */
export function readWhole(path: string): Buffer {
  const file = openSync(path, plainRead);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new Error('it is not a file');
    if (stats.size > maxBytes) throw new Error('it is larger than 512 MB');
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
  const reason = errorCode(error) === 'ELOOP' ? 'it is a link' : thrownMessage(error);
  return { type: 'unreadable', reason } as const;
}

/** Throws an `InspectorError` where links stand in place of its own folders: they may lead anywhere. */
export function refuseLinkedFolders(dataFolder: string): void {
  for (const name of ['streams', ...Object.values(folders)]) {
    const path = join(dataFolder, name);
    if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) continue;
    throw new InspectorError('unreadable', `${path} is a link, which the engine does not make`, {
      hint: 'name the data folder that it belongs to',
    });
  }
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

/** A marker with the size of the payload. */
export function omitPayload(stored: unknown): unknown {
  return { $type: 'truncated', length: storedLength(stored), value: '' };
}

/** In characters. */
export function storedLength(stored: unknown): number {
  const isBase64 = isRecord(stored) && typeof stored.data === 'string';
  return isBase64 ? String(stored.data).length : JSON.stringify(stored).length;
}
