import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InspectorError } from '../../../model/errors.ts';

const ending = '.jsonl';
const logsName = 'logs.jsonl';
const tracesName = 'traces.jsonl';

/**
 * The files of a place: every `.jsonl` of a folder; or a file with the `logs.jsonl` beside it (with the
 * `traces.jsonl`, if it is the `logs.jsonl` itself). Throws an `InspectorError` when the place does not exist
 * or cannot be read.
 */
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

/**
 * Throws an `InspectorError` for a compressed file, as the Collector and log rotation write them, and the
 * file system's errors.
 */
export function checkPlain(path: string): void {
  const start = readStart(path, 4).toString('hex');
  const [name] = compressions.find(([, bytes]) => start.startsWith(bytes)) ?? [];
  if (name === undefined) return;
  throw new InspectorError('unreadable', `${path} is compressed with ${name}`, {
    hint: 'decompress it first; runlens reads plain lines of OTLP/JSON',
  });
}

/** The first bytes of a file, up to `length`. Throws the file system's errors. */
export function readStart(path: string, length: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}

/** Whether it is a regular file: reading a pipe could block for ever. */
export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

/** The file system's error as an `InspectorError`; any other error as it is. */
export function toFileError(error: unknown, path: string): unknown {
  if (error instanceof InspectorError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
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
  return typeof code === 'string'
    ? new InspectorError('unreadable', `cannot read ${path}: ${code}`, { cause: error })
    : error;
}
