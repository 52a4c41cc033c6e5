import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createThread, type Thread, threadFile } from '../../../async/thread.ts';
import { createYielding, type Yielding } from '../../../async/yield-to-event-loop.ts';
import { errorCode, InspectorError, thrownMessage } from '../../../model/errors.ts';
import { defineMember, isRecord } from '../../../model/is-record.ts';
import { LazyContainer, openPayload } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import type { ScannedPayload } from '../../../model/payload/lazy/scan-payload.ts';
import type { Signal } from '../../kit/run-source.ts';
import { DecodedPayload } from '../payloads/decode-workflow-payload.ts';
import type { Members } from './records.ts';

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

/** Never blocks on a pipe and follows no link: the engine makes none, and a stranger's may lead anywhere. */
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

/** Throws for a larger file, and for anything but a regular file: a device may have no end. */
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

/** Throws an `InspectorError` for an own folder that is a link: it may lead anywhere. */
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

export function omitPayload(stored: unknown): unknown {
  return { $type: 'truncated', length: storedLength(stored), value: '' };
}

/** In characters. */
export function storedLength(stored: unknown): number {
  const isBase64 = isRecord(stored) && typeof stored.data === 'string';
  return isBase64 ? String(stored.data).length : JSON.stringify(stored).length;
}

export type LargeRequest = {
  readonly type: 'read';
  readonly path: string;
  readonly wanted: readonly string[];
};

export type ScannedMember = {
  readonly holder: object;
  readonly name: string;
  readonly payload: ScannedPayload;
};

export type LargeAnswers = {
  readonly read:
    | Exclude<ReadFile, { readonly type: 'read' }>
    | { readonly type: 'read'; readonly value: unknown; readonly payloads: readonly ScannedMember[] };
};

/** `isLazy`: inputs and outputs are parsed when they are looked at. */
export type LargeOptions = { readonly isLazy?: boolean } & Signal;

/** Reads large JSON files on a worker thread, decodes payloads named in `wanted` and omits others. */
export type LargeFiles = {
  readonly read: (path: string, wanted: readonly string[], options?: LargeOptions) => Promise<ReadFile>;
  readonly close: () => Promise<void>;
};

const opensLazily: ReadonlySet<string> = new Set(['input', 'output']);

export function createLargeFiles(dataFolder: string): LargeFiles {
  const file = threadFile(import.meta.url, './large-file-worker.ts', './workflow-worker.js');
  const thread: Thread<LargeRequest, LargeAnswers> = createThread(file, dataFolder);
  return {
    read: async (path, wanted, { isLazy = false, signal } = {}) => {
      const answer = await thread.ask({ type: 'read', path, wanted }, signal).catch(toLargeProblem);
      if (answer.type !== 'read') return answer;
      const yielding = createYielding(signal);
      for (const { holder, name, payload } of answer.payloads) {
        const opened = openPayload(payload);
        const value = isLazy && opensLazily.has(name) ? opened : await readValue(opened, yielding);
        Reflect.set(holder, name, new DecodedPayload(value));
      }
      return { type: 'read', value: answer.value };
    },
    close: thread.close,
  };
}

async function readValue(value: unknown, yielding: Yielding): Promise<unknown> {
  if (value instanceof LazyText) return value.toString();
  if (!(value instanceof LazyContainer)) return value;
  const whole = value.isList ? [] : {};
  for (let index = 0; index < value.size; index += 1) {
    if (yielding.isDue()) await yielding.yieldNow();
    const member = value.at(index);
    const key = value.keyAt(index) ?? String(index);
    defineMember(whole, key, typeof member === 'object' ? await readValue(member, yielding) : member);
  }
  return whole;
}

/** Running out of memory on one file is reported for that file alone. */
function toLargeProblem(error: unknown): LargeAnswers['read'] {
  if (!(error instanceof InspectorError) || error.kind !== 'unreadable') throw error;
  return { type: 'unreadable', reason: error.message };
}

const payloads = ['input', 'output', 'error'];

export async function readRunMembers(
  path: string,
  large: LargeFiles,
  options?: LargeOptions,
): Promise<Members> {
  const file = await readJson(path, () => large.read(path, payloads, options));
  return file.type === 'read' && isRecord(file.value) ? file.value : {};
}
