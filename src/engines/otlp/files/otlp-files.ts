import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InspectorError } from '../../../model/errors.ts';
import { readStart } from '../../address-path.ts';
import { isFile, toFileError } from '../../file-engine.ts';

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
    throw toOtlpError(error, place);
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
  ['gzip', '\x1f\x8b'],
  ['zstd', '\x28\xb5\x2f\xfd'],
];

/** Throws an `InspectorError` for a compressed file, and the file system's errors. */
export function checkPlain(path: string): void {
  const name = compressionOf(readStart(path, 4, 'latin1'));
  if (name === undefined) return;
  throw new InspectorError('unreadable', `${path} is compressed with ${name}`, {
    hint: 'decompress it first; runlens reads plain lines of OTLP/JSON',
  });
}

/** By its first bytes, as Latin-1. */
export function compressionOf(start: string): string | undefined {
  return compressions.find(([, bytes]) => start.startsWith(bytes))?.[0];
}

export function toOtlpError(error: unknown, path: string): unknown {
  return toFileError(
    error,
    path,
    'name a .jsonl file that an OTLP file exporter writes, or the folder of such files',
  );
}
