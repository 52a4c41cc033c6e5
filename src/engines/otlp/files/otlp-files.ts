import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, InspectorError } from '../../../model/errors.ts';

const ending = '.jsonl';
const logsName = 'logs.jsonl';
const tracesName = 'traces.jsonl';

/** Every `.jsonl` of a folder; or a file and the logs or traces beside it. Throws an `InspectorError`. */
export function listFiles(place: string): readonly string[] {
  try {
    const stats = statSync(place);
    if (stats.isDirectory()) return filesOf(place);
    if (!stats.isFile()) throw new InspectorError('unreadable', `${place} is not a file`);
  } catch (error) {
    throw toFileError(error, place);
  }
  const beside = join(dirname(place), basename(place) === logsName ? tracesName : logsName);
  return isFile(beside) ? [place, beside] : [place];
}

export function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.name.endsWith(ending))
    .filter(entry => entry.isFile() || (entry.isSymbolicLink() && isFile(join(folder, entry.name))))
    .map(entry => join(folder, entry.name))
    .sort();
}

const compressions: readonly (readonly [name: string, start: string])[] = [
  ['gzip', '1f8b'],
  ['zstd', '28b52ffd'],
];

/** Throws an `InspectorError` for a compressed file, and the file system's errors. */
export function checkPlain(path: string): void {
  const name = compressionOf(readStart(path, 4));
  if (name === undefined) return;
  throw new InspectorError('unreadable', `${path} is compressed with ${name}`, {
    hint: 'decompress it first; runlens reads plain lines of OTLP/JSON',
  });
}

export function compressionOf(start: Buffer): string | undefined {
  const hex = start.toString('hex', 0, 4);
  return compressions.find(([, bytes]) => hex.startsWith(bytes))?.[0];
}

/** Throws the file system's errors. */
export function readStart(path: string, length: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}

/** False for a pipe, which could block a reader for ever. */
export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

/** Converts errors of the file system to an `InspectorError`; returns others as they are. */
export function toFileError(error: unknown, path: string): unknown {
  if (error instanceof InspectorError) return error;
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new InspectorError('unreachable', `there is no ${path}`, {
      hint: 'name a .jsonl file that an OTLP file exporter writes, or the folder of such files',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new InspectorError('unreadable', `this user may not read ${path}`, {
      hint: 'read it as the user that writes it',
      cause: error,
    });
  }
  return code !== undefined
    ? new InspectorError('unreadable', `cannot read ${path}: ${code}`, { cause: error })
    : error;
}
