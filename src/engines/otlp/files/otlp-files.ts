import { closeSync, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
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

export type Line = { readonly offset: number; readonly bytes: number };

const chunkBytes = 1024 * 1024;
const newline = 10;
const headBytes = 1024;
const tailBytes = 256;

export type LineFile = ReturnType<typeof createLineFile>;

type Seen = {
  ino: bigint | number;
  dev: bigint | number;
  size: number;
  mtimeMs: number;
  head: Buffer;
  tail: Buffer;
};

type Take = (text: string, line: Line) => void;

/** Reads appended lines. Keeps a few read bytes to detect that the file was replaced or truncated. */
export function createLineFile(path: string) {
  let seen: Seen | undefined;
  /** The offsets where the incomplete line begins and where its newline was searched up to. */
  let start = 0;
  let searched = 0;

  function isReplaced(fd: number, now: Stats, before: Seen): boolean {
    if (now.ino !== before.ino || now.dev !== before.dev || now.size < searched) return true;
    const { head, tail } = before;
    const tailAt = searched - tail.length;
    return !readAt(fd, 0, head.length).equals(head) || !readAt(fd, tailAt, tail.length).equals(tail);
  }

  function readLines(fd: number, take: Take): number {
    let lines = 0;
    const emit = (end: number, text: string) => {
      lines += 1;
      const line = { offset: start, bytes: end - start };
      start = end + 1;
      take(text, line);
    };
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const length = readSync(fd, chunk, 0, chunkBytes, searched);
      if (length === 0) break;
      const chunkAt = searched;
      let from = 0;
      for (let at = chunk.indexOf(newline); at >= 0 && at < length; at = chunk.indexOf(newline, from)) {
        const isInChunk = start >= chunkAt;
        const text = isInChunk
          ? chunk.toString('utf8', start - chunkAt, at)
          : readText(fd, start, chunkAt + at - start);
        emit(chunkAt + at, text);
        from = at + 1;
      }
      searched += length;
    }
    const rest = searched - start;
    if (rest > 0 && closingBrackets.includes(readAt(fd, searched - 1, 1)[0] ?? 0)) {
      const text = readText(fd, start, rest);
      if (isComplete(text)) {
        emit(searched, text);
        start = searched;
      }
    }
    return lines;
  }

  return {
    path,
    /** Calls `take` per new complete line; `replaced` voids earlier ones. Throws the file system's errors. */
    readNew(take: Take): 'same' | 'grown' | 'replaced' {
      const fd = openSync(path, 'r');
      try {
        const now = fstatSync(fd);
        if (seen && isReplaced(fd, now, seen)) return 'replaced';
        if (seen && now.size === seen.size && now.mtimeMs === seen.mtimeMs) return 'same';
        const lines = readLines(fd, take);
        const head = readAt(fd, 0, Math.min(headBytes, searched));
        const tail = readAt(fd, Math.max(0, searched - tailBytes), Math.min(tailBytes, searched));
        seen = { ino: now.ino, dev: now.dev, size: now.size, mtimeMs: now.mtimeMs, head, tail };
        return lines > 0 ? 'grown' : 'same';
      } finally {
        closeSync(fd);
      }
    },
  };
}

/** The codes of `}` and `]`. */
const closingBrackets: readonly number[] = [125, 93];

/** A last line without a newline counts if it is complete JSON, or ends a longer text. */
function isComplete(text: string): boolean {
  if (text === '}' || text === ']') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function readAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const now = readSync(fd, bytes, read, length - read, offset + read);
    if (now === 0) break;
    read += now;
  }
  return bytes.subarray(0, read);
}

const longestString = 0x1fffffe8;

/** Replaces a line that is longer than a string can be; not JSON, so it counts as unreadable. */
const tooLong = '?';

function readText(fd: number, offset: number, length: number): string {
  return length > longestString ? tooLong : readAt(fd, offset, length).toString('utf8');
}

/** Shorter or empty if the file was truncated. */
export function readLine(path: string, { offset, bytes }: Line): string {
  const fd = openSync(path, 'r');
  try {
    return readText(fd, offset, bytes);
  } finally {
    closeSync(fd);
  }
}
