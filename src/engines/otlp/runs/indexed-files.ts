import { errorCode } from '../../../model/errors.ts';
import {
  createLineFile,
  createMultilineJson,
  type Line,
  type LineFile,
  type MultilineJson,
  readLine,
} from '../files/line-file.ts';
import { listFiles, toFileError } from '../files/otlp-files.ts';
import { type OtlpLine, parseLine } from '../files/otlp-line.ts';
import { createRunIndex, type RunIndex } from './run-index.ts';
import type { Skipped } from './trace-index.ts';

/** Indexes the runs in the files of a place. Lines are read again when needed. */
export type IndexedFiles = {
  /** Reads what is new. `version` changes whenever the index does. */
  readonly refresh: () => { readonly index: RunIndex; readonly version: number };
  /** The content of a line; empty when the file has changed meanwhile. */
  readonly load: (line: number) => OtlpLine;
  readonly skipped: () => SkippedLines;
};

/** Where the content of lines can be read again. */
export type StoredLines = Pick<IndexedFiles, 'load'>;

export type SkippedLines = {
  /** The number of lines that are not OTLP/JSON, by path. */
  readonly lines: ReadonlyMap<string, number>;
} & Skipped;

type FileIndex = {
  readonly files: Map<string, LineFile>;
  readonly index: RunIndex;
  /** By line number. A JSON text over several lines has one number; that of a removed file has no place. */
  readonly places: ({ readonly path: string; readonly line: Line } | undefined)[];
  readonly unreadable: Map<string, number>;
  /** By path, only for files with JSON texts over several lines. */
  readonly multiline: Map<string, MultilineJson>;
};

/** How much text stays parsed, so that pages of one trace do not parse a long line again. */
const keptBytes = 16 * 1024 * 1024;
const keptMs = 10_000;
const maxTries = 5;

export function createIndexedFiles(place: string): IndexedFiles {
  let current = createFileIndex();
  let version = 0;
  const kept = new Map<number, { readonly content: OtlpLine; readonly bytes: number }>();
  let keptTotal = 0;
  let isForgetting = false;

  function startAnew(): void {
    current = createFileIndex();
    forget();
    version += 1;
  }

  /** False when a file was replaced or truncated: then everything must be read again. */
  function readAll(): boolean {
    const paths = listFiles(place);
    const removed = new Set(current.files.keys()).difference(new Set(paths));
    if (removed.size > 0) {
      removeFiles(current, removed);
      forget();
      version += 1;
    }
    return paths.every(path => {
      const file = current.files.get(path) ?? createLineFile(path);
      current.files.set(path, file);
      return readFile(file, path === place);
    });
  }

  function readFile(file: LineFile, isNeeded: boolean): boolean {
    const { path } = file;
    try {
      const state = file.readNew((text, line) => takeLine(current, path, text, line));
      if (state === 'grown') version += 1;
      return state !== 'replaced';
    } catch (error) {
      // The next listing is without it.
      if (!isNeeded && errorCode(error) === 'ENOENT') return true;
      throw toFileError(error, path);
    }
  }

  function forget(): void {
    kept.clear();
    keptTotal = 0;
  }

  function keep(line: number, content: OtlpLine, bytes: number): void {
    kept.set(line, { content, bytes });
    keptTotal += bytes;
    for (const [oldest, one] of kept) {
      if (keptTotal <= keptBytes || kept.size === 1) break;
      kept.delete(oldest);
      keptTotal -= one.bytes;
    }
    if (isForgetting) return;
    isForgetting = true;
    setTimeout(() => {
      isForgetting = false;
      forget();
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
        throw toFileError(error, found.path);
      }
    },
    skipped: () => ({ lines: unreadLines(current), ...current.index.skipped() }),
  };
}

function takeLine(index: FileIndex, path: string, text: string, line: Line): void {
  if (text.trim() === '') return;
  const content = parseLine(text);
  const multiline = index.multiline.get(path) ?? createMultilineJson();
  if (content) {
    countUnreadable(index, path, multiline.drop());
    addLine(index, path, content, line);
    return;
  }
  index.multiline.set(path, multiline);
  const whole = multiline.take(text, line);
  if (whole) addLine(index, path, whole.content, whole.line);
  countUnreadable(index, path, multiline.takeUnreadCount());
}

function addLine({ index, places }: FileIndex, path: string, content: OtlpLine, line: Line): void {
  index.add(places.length, content);
  places.push({ path, line });
}

function removeFiles(
  { files, index, places, unreadable, multiline }: FileIndex,
  removed: ReadonlySet<string>,
): void {
  index.remove(line => removed.has(places[line]?.path ?? ''));
  for (const [line, place] of places.entries()) if (removed.has(place?.path ?? '')) places[line] = undefined;
  for (const path of removed) for (const known of [files, unreadable, multiline]) known.delete(path);
}

function countUnreadable({ unreadable }: FileIndex, path: string, lines: number): void {
  if (lines > 0) unreadable.set(path, (unreadable.get(path) ?? 0) + lines);
}

/** Includes the lines of a text whose end is missing. */
function unreadLines({ unreadable, multiline }: FileIndex): ReadonlyMap<string, number> {
  const waiting = [...multiline].filter(([, text]) => text.waiting() > 0);
  return new Map([
    ...unreadable,
    ...waiting.map(([path, text]) => [path, (unreadable.get(path) ?? 0) + text.waiting()] as const),
  ]);
}

const nothing: OtlpLine = { spans: [], logs: [] };

function createFileIndex(): FileIndex {
  return {
    files: new Map(),
    index: createRunIndex(),
    places: [],
    unreadable: new Map(),
    multiline: new Map(),
  };
}
