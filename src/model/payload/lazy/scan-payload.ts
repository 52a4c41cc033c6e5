import { findTextPlaces } from './find-text-places.ts';
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  endOfScalar,
  endOfSpace,
  endOfText,
  openBrace,
  openBracket,
  placesFrom,
  quote,
} from './json-bytes.ts';
import { createKeyTable } from './key-table.ts';
import { type KeyTable, type LazyLimits, lazyLimits, type Places, type TextPlaces } from './places.ts';

/** A JSON text with its large parts, or a text that is not JSON with its own. */
export type ScannedPayload = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly places: Places | TextPlaces;
};

/** Reads all of a text, which is slow, so call it in a worker. Accepts what `JSON.parse` accepts. */
export function scanPayload(bytes: Uint8Array<ArrayBuffer>, limits: LazyLimits = lazyLimits): ScannedPayload {
  const scan = createScan(bytes, limits);
  if (readAll(scan)) return { bytes, places: toPlaces(bytes, scan.found, scan.texts) };
  return { bytes, places: findTextPlaces(bytes, 0, bytes.length, { isEscaped: false, limits }) };
}

type Scan = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly limits: LazyLimits;
  depth: number;
  /** 1 for a list, for each open container. */
  isList: Uint8Array;
  /** The start, size and last mark of each open container. */
  readonly starts: number[];
  readonly sizes: number[];
  readonly lastItems: number[];
  readonly lastPlaces: number[];
  /** Pairs of an item and its offset, for each open container. */
  readonly marks: number[][];
  readonly found: FoundContainer[];
  readonly texts: Map<number, TextPlaces>;
};

function createScan(bytes: Uint8Array<ArrayBuffer>, limits: LazyLimits): Scan {
  return {
    bytes,
    limits,
    depth: 0,
    isList: new Uint8Array(256),
    starts: [],
    sizes: [],
    lastItems: [],
    lastPlaces: [],
    marks: [],
    found: [],
    texts: new Map(),
  };
}

function readAll(scan: Scan): boolean {
  const { bytes } = scan;
  let at = endOfSpace(bytes, 0);
  while (at >= 0) {
    const byte = bytes[at];
    if (byte === openBrace || byte === openBracket) {
      const isList = byte === openBracket;
      open(scan, at, isList);
      at = endOfSpace(bytes, at + 1);
      if (bytes[at] !== (isList ? closeBracket : closeBrace)) {
        at = startItem(scan, at);
        continue;
      }
    } else at = readScalar(scan, at);
    at = endValue(scan, at);
    if (scan.depth === 0) return at === bytes.length;
  }
  return false;
}

function open(scan: Scan, at: number, isList: boolean): void {
  const level = scan.depth;
  scan.depth += 1;
  if (level >= scan.isList.length) scan.isList = grow(scan.isList);
  scan.isList[level] = isList ? 1 : 0;
  if (level >= scan.limits.depth) return;
  scan.starts[level] = at;
  scan.sizes[level] = 0;
  scan.lastItems[level] = 0;
  scan.lastPlaces[level] = at;
}

function grow(array: Uint8Array): Uint8Array {
  const grown = new Uint8Array(2 * array.length);
  grown.set(array);
  return grown;
}

/** The start of an item's value, or -1. */
function startItem(scan: Scan, at: number): number {
  const { bytes, limits } = scan;
  const level = scan.depth - 1;
  if (level < limits.depth) noteItem(scan, level, at);
  if (scan.isList[level] === 1) return at;
  if (bytes[at] !== quote) return -1;
  const end = endOfText(bytes, at);
  if (end < 0) return -1;
  const separator = endOfSpace(bytes, end);
  return bytes[separator] === colon ? endOfSpace(bytes, separator + 1) : -1;
}

function noteItem({ sizes, lastItems, lastPlaces, marks, limits }: Scan, level: number, at: number): void {
  const item = sizes[level] ?? 0;
  sizes[level] = item + 1;
  const isNear =
    item - (lastItems[level] ?? 0) < limits.markItems && at - (lastPlaces[level] ?? 0) < limits.markBytes;
  if (isNear && item > 0) return;
  lastItems[level] = item;
  lastPlaces[level] = at;
  if (item === 0) marks[level] = [item, at];
  else marks[level]?.push(item, at);
}

function readScalar({ bytes, limits, texts }: Scan, at: number): number {
  const end = endOfScalar(bytes, at);
  if (end - at >= limits.textBytes && bytes[at] === quote)
    texts.set(at, findTextPlaces(bytes, at + 1, end - 1, { isEscaped: true, limits }));
  return end;
}

/** Closes the containers that end here; returns the start of the next value, the end, or -1. */
function endValue(scan: Scan, after: number): number {
  if (after < 0) return -1;
  const { bytes } = scan;
  let at = endOfSpace(bytes, after);
  while (scan.depth > 0) {
    if (bytes[at] === comma) return startItem(scan, endOfSpace(bytes, at + 1));
    if (bytes[at] !== (scan.isList[scan.depth - 1] === 1 ? closeBracket : closeBrace)) return -1;
    at += 1;
    close(scan, at);
    at = endOfSpace(bytes, at);
  }
  return at;
}

function close(scan: Scan, end: number): void {
  scan.depth -= 1;
  const level = scan.depth;
  const { starts, sizes, marks, limits } = scan;
  if (level >= limits.depth) return;
  const start = starts[level] ?? 0;
  if (end - start < limits.containerBytes) return;
  const size = sizes[level] ?? 0;
  scan.found.push({
    start,
    end,
    size,
    isList: scan.isList[level] === 1,
    marks: size > 0 ? (marks[level] ?? []) : [],
  });
}

type FoundContainer = {
  readonly start: number;
  readonly end: number;
  /** Counts repeated keys. */
  readonly size: number;
  readonly isList: boolean;
  /** Pairs of an item and its offset. */
  readonly marks: readonly number[];
};

function toPlaces(
  bytes: Uint8Array,
  found: readonly FoundContainer[],
  texts: ReadonlyMap<number, TextPlaces>,
): Places {
  const sorted = found.toSorted((one, other) => one.start - other.start);
  const sizes = Uint32Array.from(sorted, ({ size }) => size);
  const firsts = new Uint32Array(sorted.length + 1);
  const keys = new Map<number, KeyTable>();
  for (const [at, container] of sorted.entries()) {
    firsts[at + 1] = (firsts[at] ?? 0) + container.marks.length / 2;
    if (container.isList) continue;
    const table = createKeyTable(bytes, container.size, placesOfKeys(bytes, container));
    keys.set(at, table.keys);
    sizes[at] = table.size;
  }
  return {
    containers: {
      starts: Uint32Array.from(sorted, ({ start }) => start),
      ends: Uint32Array.from(sorted, ({ end }) => end),
      sizes,
      marks: firsts,
    },
    marks: joinMarks(sorted, firsts.at(-1) ?? 0),
    keys,
    texts,
  };
}

function joinMarks(containers: readonly FoundContainer[], count: number): Places['marks'] {
  const items = new Uint32Array(count);
  const places = new Uint32Array(count);
  let at = 0;
  for (const { marks } of containers)
    for (let pair = 0; pair < marks.length; pair += 2) {
      items[at] = marks[pair] ?? 0;
      places[at] = marks[pair + 1] ?? 0;
      at += 1;
    }
  return { items, places };
}

function* placesOfKeys(bytes: Uint8Array, { marks, size }: FoundContainer): Generator<number> {
  for (let pair = 0; pair < marks.length; pair += 2) {
    const count = (marks[pair + 2] ?? size) - (marks[pair] ?? 0);
    yield* placesFrom(bytes, marks[pair + 1] ?? 0, count, false);
  }
}
