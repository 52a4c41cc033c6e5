import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InspectorError } from '../../../model/errors.ts';

const ending = '.jsonl';
const logsName = 'logs.jsonl';
const tracesName = 'traces.jsonl';

/**
 * The files of a place: every `.jsonl` of a folder; of a file, that one and the `logs.jsonl` beside it, of
 * that the `traces.jsonl`. Throws an `InspectorError` when the place is not there or cannot be looked into.
 */
export function listFiles(place: string): readonly string[] {
  try {
    const stats = statSync(place);
    if (stats.isDirectory()) return filesOf(place);
    if (!stats.isFile()) throw new InspectorError('unreadable', `${place} is no file`);
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
 * Throws an `InspectorError` for a file that is compressed, as the Collector and log rotation leave them, and
 * what the file system throws.
 */
export function checkPlain(path: string): void {
  const start = readStart(path, 4).toString('hex');
  const [name] = compressions.find(([, bytes]) => start.startsWith(bytes)) ?? [];
  if (name === undefined) return;
  throw new InspectorError('unreadable', `${path} is compressed with ${name}`, {
    hint: 'decompress it first; runlens reads plain lines of OTLP/JSON',
  });
}

/** As many of a file's first bytes as there are. Throws what the file system throws. */
export function readStart(path: string, length: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}

/** Whether it is a file that can be seen: a pipe would be waited for without end. */
export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

/** What the file system says of a file, in words; a bug comes back as it is. */
export function toFileError(error: unknown, path: string): unknown {
  if (error instanceof InspectorError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new InspectorError('unreachable', `${path} is not there`, {
      hint: 'name a .jsonl file that an OTLP file exporter writes, or the folder of such files',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new InspectorError('unreadable', `${path} may not be read by this user`, {
      hint: 'read it as the user that writes it',
      cause: error,
    });
  }
  return typeof code === 'string'
    ? new InspectorError('unreadable', `${path} cannot be read: ${code}`, { cause: error })
    : error;
}
