import { errorCode } from '../../../model/errors.ts';
import { keepRecent } from '../../../model/keep-recent.ts';
import {
  createLineFile,
  type Line,
  type LineFile,
  listFiles,
  readLine,
  toOtlpError,
} from '../files/otlp-files.ts';
import { type OtlpLine, parseLine } from '../files/otlp-line.ts';
import { createRunIndex, type RunIndex, type Skipped } from './run-index.ts';

export type IndexedFiles = {
  /** Reads what is new. `version` changes whenever the index does. */
  readonly refresh: () => { readonly index: RunIndex; readonly version: number };
  /** Reads a line again; empty when the file has changed meanwhile. */
  readonly load: (line: number) => OtlpLine;
  readonly skipped: () => SkippedLines;
};

export type StoredLines = Pick<IndexedFiles, 'load'>;

export type SkippedLines = {
  /** The number of lines that are not OTLP/JSON, by path. */
  readonly lines: ReadonlyMap<string, number>;
} & Skipped;

type FileIndex = {
  readonly files: Map<string, ReadFile>;
  readonly index: RunIndex;
  /** By line number; a JSON text over several lines has one. `undefined` for a removed file. */
  readonly places: ({ readonly path: string; readonly line: Line } | undefined)[];
};

type ReadFile = {
  readonly file: LineFile;
  unread: number;
  /** The lines of a text over several lines whose end is missing, its offset, and their bytes. */
  open: string[];
  offset: number;
  bytes: number;
};

const mostBytes = 256 * 1024 * 1024;

/** How much text stays parsed, so that pages of one trace do not parse a long line again. */
const keptBytes = 16 * 1024 * 1024;
const keptMs = 10_000;
const maxTries = 5;

export function createIndexedFiles(place: string): IndexedFiles {
  let current = createFileIndex();
  let version = 0;
  const kept = keepRecent<number, { readonly content: OtlpLine; readonly bytes: number }>(
    Number.POSITIVE_INFINITY,
    { mostBytes: keptBytes, bytesOf: ({ bytes }) => bytes },
  );
  let isForgetting = false;

  function startAnew(): void {
    current = createFileIndex();
    kept.clear();
    version += 1;
  }

  /** False when a file was replaced or truncated: then everything must be read again. */
  function readAll(): boolean {
    const paths = listFiles(place);
    const removed = new Set(current.files.keys()).difference(new Set(paths));
    if (removed.size > 0) {
      removeFiles(current, removed);
      kept.clear();
      version += 1;
    }
    return paths.every(path => {
      const unopened = { unread: 0, open: [], offset: 0, bytes: 0 };
      const read = current.files.get(path) ?? { file: createLineFile(path), ...unopened };
      current.files.set(path, read);
      return readFile(read, path === place);
    });
  }

  function readFile(read: ReadFile, isNeeded: boolean): boolean {
    const { path } = read.file;
    const { index, places } = current;
    try {
      const state = read.file.readNew((text, own) => {
        const found = takeLine(read, text, own);
        if (!found) return;
        index.add(places.length, found.content);
        places.push({ path, line: found.line });
      });
      if (state === 'grown') version += 1;
      return state !== 'replaced';
    } catch (error) {
      // The file is gone; the next listing lacks it.
      if (!isNeeded && errorCode(error) === 'ENOENT') return true;
      throw toOtlpError(error, path);
    }
  }

  function keep(line: number, content: OtlpLine, bytes: number): void {
    kept.set(line, { content, bytes });
    if (isForgetting) return;
    isForgetting = true;
    setTimeout(() => {
      isForgetting = false;
      kept.clear();
    }, keptMs).unref();
  }

  return {
    refresh() {
      for (let tries = 0; tries < maxTries && !readAll(); tries += 1) startAnew();
      return { index: current.index, version };
    },
    load(line) {
      const known = kept.get(line);
      if (known) return known.content;
      const found = current.places[line];
      if (!found) return nothing;
      try {
        const content = parseLine(readLine(found.path, found.line)) ?? nothing;
        keep(line, content, found.line.bytes);
        return content;
      } catch (error) {
        throw toOtlpError(error, found.path);
      }
    },
    skipped() {
      const lines = [...current.files].map(
        ([path, { unread, open }]) => [path, unread + open.length] as const,
      );
      return { lines: new Map(lines.filter(([, count]) => count > 0)), ...current.index.skipped() };
    },
  };
}

/** A text of one line, or the indented text, as pretty printers write it, that the line ends. */
function takeLine(read: ReadFile, text: string, line: Line): { content: OtlpLine; line: Line } | undefined {
  if (text.trim() === '') return undefined;
  const content = parseLine(text);
  const trimmed = text.trimEnd();
  const isFirst = firstLine.test(trimmed);
  if (content || isFirst) endText(read);
  if (content) return { content, line };
  if (isFirst) read.offset = line.offset;
  else if (read.open.length === 0) {
    read.unread += 1;
    return undefined;
  }
  read.open.push(text);
  read.bytes += line.bytes;
  const isEnd = trimmed === '}' || trimmed === ']';
  if (!isEnd && read.bytes <= mostBytes) return undefined;
  const whole = isEnd ? parseLine(read.open.join('\n')) : undefined;
  endText(read, whole ? 0 : read.open.length);
  const { offset } = read;
  return whole && { content: whole, line: { offset, bytes: line.offset + line.bytes - offset } };
}

/** The first line of an indented object or list, perhaps after a byte order mark. */
const firstLine = /^\uFEFF?[[{]$/;

function endText(read: ReadFile, unread = read.open.length): void {
  read.unread += unread;
  read.open = [];
  read.bytes = 0;
}

function removeFiles({ files, index, places }: FileIndex, removed: ReadonlySet<string>): void {
  index.remove(line => removed.has(places[line]?.path ?? ''));
  for (const [line, place] of places.entries()) if (removed.has(place?.path ?? '')) places[line] = undefined;
  for (const path of removed) files.delete(path);
}

const nothing: OtlpLine = { spans: [], logs: [] };

function createFileIndex(): FileIndex {
  return { files: new Map(), index: createRunIndex(), places: [] };
}
