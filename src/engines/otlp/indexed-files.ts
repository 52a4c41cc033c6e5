import { createLineFile, type Line, type LineFile, readLine } from './files/line-file.ts';
import { createMultilineJson, type MultilineJson } from './files/multiline-json.ts';
import { listFiles, toFileError } from './files/otlp-files.ts';
import { type OtlpLine, parseLine } from './files/otlp-line.ts';
import { createRunIndex, type RunIndex, type Skipped } from './runs/run-index.ts';

/** The index of a place's files, and the way back from it to what stands in them. */
export type IndexedFiles = {
  /** Reads what is new. Resolves the index with a number that is another one whenever something came in. */
  readonly refresh: () => { readonly index: RunIndex; readonly version: number };
  /** What a line holds; nothing where the file was changed meanwhile. */
  readonly load: (line: number) => OtlpLine;
  readonly skipped: () => SkippedLines;
};

export type SkippedLines = {
  /** Lines that are no OTLP/JSON, by file. */
  readonly lines: ReadonlyMap<string, number>;
} & Skipped;

type FileIndex = {
  readonly files: Map<string, LineFile>;
  readonly index: RunIndex;
  /**
   * By number: the path of its file, and where it stands there; a JSON text over several lines is one of
   * them.
   */
  readonly places: { readonly path: string; readonly line: Line }[];
  readonly unreadable: Map<string, number>;
  /** By path, where lines are the parts of a JSON text. */
  readonly spreads: Map<string, MultilineJson>;
};

/**
 * As much text of lines as stays parsed, so that the pages of one trace do not parse a long line again and
 * again.
 */
const keptBytes = 16 * 1024 * 1024;
const keptMs = 10_000;
const triesAtMost = 5;

export function createIndexedFiles(place: string): IndexedFiles {
  let shelf = createFileIndex();
  let version = 0;
  const kept = new Map<number, { readonly content: OtlpLine; readonly bytes: number }>();
  let keptTotal = 0;
  let isToBeForgotten = false;

  function startAnew(): void {
    shelf = createFileIndex();
    forget();
    version += 1;
  }

  /** Whether all files are those that were read before, or longer. */
  function readAll(): boolean {
    const paths = listFiles(place);
    if ([...shelf.files.keys()].some(path => !paths.includes(path))) return false;
    return paths.every(path => {
      const file = shelf.files.get(path) ?? createLineFile(path);
      shelf.files.set(path, file);
      return readFile(file, path === place);
    });
  }

  function readFile(file: LineFile, isNeeded: boolean): boolean {
    const { path } = file;
    try {
      const state = file.readNew((text, line) => takeLine(shelf, path, text, line));
      if (state === 'grown') version += 1;
      return state !== 'replaced';
    } catch (error) {
      // A file of a folder may be gone between the two looks.
      if (!isNeeded && isGone(error)) return false;
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
    if (isToBeForgotten) return;
    isToBeForgotten = true;
    setTimeout(() => {
      isToBeForgotten = false;
      forget();
    }, keptMs).unref();
  }

  return {
    refresh() {
      for (let tries = 0; tries < triesAtMost && !readAll(); tries += 1) startAnew();
      return { index: shelf.index, version };
    },
    load(line) {
      const known = kept.get(line);
      if (known) return known.content;
      const found = shelf.places[line];
      if (!found) return nothing;
      try {
        const content = parseLine(readLine(found.path, found.line)) ?? nothing;
        keep(line, content, found.line.bytes);
        return content;
      } catch (error) {
        throw toFileError(error, found.path);
      }
    },
    skipped: () => ({ lines: unreadLines(shelf), ...shelf.index.skipped() }),
  };
}

function takeLine(shelf: FileIndex, path: string, text: string, line: Line): void {
  if (text.trim() === '') return;
  const content = parseLine(text);
  const spread = shelf.spreads.get(path) ?? createMultilineJson();
  if (content) {
    countUnreadable(shelf, path, spread.giveUp());
    addLine(shelf, path, content, line);
    return;
  }
  shelf.spreads.set(path, spread);
  const whole = spread.take(text, line);
  if (whole) addLine(shelf, path, whole.content, whole.line);
  countUnreadable(shelf, path, spread.passedOver());
}

function addLine({ index, places }: FileIndex, path: string, content: OtlpLine, line: Line): void {
  index.add(places.length, content);
  places.push({ path, line });
}

function countUnreadable({ unreadable }: FileIndex, path: string, lines: number): void {
  if (lines > 0) unreadable.set(path, (unreadable.get(path) ?? 0) + lines);
}

/** By path; with those of a text whose end is not there. */
function unreadLines({ unreadable, spreads }: FileIndex): ReadonlyMap<string, number> {
  const waiting = [...spreads].filter(([, spread]) => spread.waiting() > 0);
  return new Map([
    ...unreadable,
    ...waiting.map(([path, spread]) => [path, (unreadable.get(path) ?? 0) + spread.waiting()] as const),
  ]);
}

const nothing: OtlpLine = { spans: [], logs: [] };

function createFileIndex(): FileIndex {
  return { files: new Map(), index: createRunIndex(), places: [], unreadable: new Map(), spreads: new Map() };
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
