import { join } from 'node:path';
import { yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import { compareNewest, type Place } from '../../../contract/lists/run-order.ts';
import { firstAfter } from '../../kit/run-source.ts';
import { folders, namesIn, readJsonNow } from './data-files.ts';
import type { LargeFiles } from './large-files.ts';
import {
  isPlainName,
  parseFileName,
  type Stamp,
  settledStamp,
  stampOf,
  stampUnchangedSince,
  timeInName,
} from './name-groups.ts';
import { type FoundRun, type RunFile, readRunFile, toFoundRun } from './run-file.ts';

/** Run files, newest first by name. A file is read when its run is needed. */
export type RunFiles = {
  /** Lists the folder again if it has changed. Rejects with an `InspectorError`. */
  readonly refresh: () => Promise<void>;
  readonly count: () => number;
  readonly namesAfter: (place: Place | undefined) => readonly string[];
  /** Reads the file if it changed. Synchronous unless large; `undefined` when gone. */
  readonly read: (name: string) => Found | Promise<Found>;
  /** As `read`, but `false`, without parsing, when the status is not wanted. */
  readonly readIf: (name: string, isWanted: (status: string) => boolean) => FoundIf | Promise<FoundIf>;
  readonly find: (id: string) => Promise<Found>;
};

type Found = RunFile | undefined;
type FoundIf = Found | false;

export function createRunFiles(dataFolder: string, large: LargeFiles): RunFiles {
  const folder = join(dataFolder, folders.runs);
  const cached = new Map<string, Cached>();
  let names: readonly string[] = [];
  let seen: Stamp | undefined;

  const readLarge = (path: string) => large.read(path, ['error']);

  function keep(name: string, found: FoundRun | undefined, readAt: number): FoundIf {
    if (found) cached.set(name, { ...found, readAt });
    else cached.delete(name);
    return found && (found.file ?? false);
  }

  function readIf(name: string, isWanted: (status: string) => boolean): FoundIf | Promise<FoundIf> {
    const path = join(folder, name);
    const before = cached.get(name);
    if (before && isSame(path, before)) {
      if (before.file) return before.file;
      if (!isWanted(before.status)) return false;
    }
    const readAt = Date.now();
    const found = readRunFile(path, name, isWanted, readLarge);
    return found instanceof Promise ? found.then(one => keep(name, one, readAt)) : keep(name, found, readAt);
  }

  function read(name: string): Found | Promise<Found> {
    const found = readIf(name, () => true);
    return found instanceof Promise ? found.then(one => one || undefined) : found || undefined;
  }

  /** Only names that the engine made contain a time; other files are read for it. */
  function placeOf(name: string): Place {
    const id = parseFileName(name)?.id ?? name;
    return { id, createdAt: timeInName(name) ?? timeInFile(name) ?? 0 };
  }

  function timeInFile(name: string): number | undefined {
    const path = join(folder, name);
    const before = cached.get(name);
    if (before?.file && isSame(path, before)) return before.file.createdAt;
    const readAt = Date.now();
    const found = toFoundRun(name, readJsonNow(path));
    keep(name, found, readAt);
    return found?.file.createdAt;
  }

  function sort(found: string[]): readonly string[] {
    // Temporary files have other endings.
    const written = found.filter(name => name.endsWith('.json'));
    if (written.every(isPlainName)) return written.sort(compareNames);
    const usable = written.filter(name => parseFileName(name) !== undefined);
    const places = usable.map(name => ({ name, place: placeOf(name) }));
    return onePerRun(places.sort((a, b) => compareNewest(a.place, b.place)).map(({ name }) => name));
  }

  return {
    refresh: async () => {
      const stamp = settledStamp(folder);
      if (stamp !== undefined && stamp === seen) return;
      const found = await namesIn(folder);
      // Listing and sorting many names takes some ms each.
      await yieldToEventLoop();
      names = sort(found);
      seen = stamp;
      await yieldToEventLoop();
      if (cached.size > names.length) dropGone(cached, names);
    },
    count: () => names.length,
    namesAfter: place => (place ? names.slice(firstAfter(names, place, placeOf)) : names),
    read,
    readIf,
    find: async id => {
      const plain = await read(`${id}.json`);
      if (plain) return plain;
      const name = names.find(other => other.startsWith(`${id}.`));
      return name === undefined ? undefined : read(name);
    },
  };
}

function compareNames(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

/** `stamp` is set on second use, because most files are read once. */
type Cached = {
  readonly status: string;
  readonly file?: RunFile;
  readonly readAt: number;
  stamp?: Stamp;
};

function isSame(path: string, cached: Cached): boolean {
  if (cached.stamp === undefined) {
    cached.stamp = stampUnchangedSince(path, cached.readAt);
    return cached.stamp !== undefined;
  }
  return cached.stamp === stampOf(path);
}

/** The files of one run are adjacent. */
function onePerRun(sorted: readonly string[]): readonly string[] {
  const idOf = (name: string | undefined) => name?.slice(0, name.indexOf('.'));
  return sorted.filter((name, at) => idOf(name) !== idOf(sorted[at - 1]));
}

function dropGone(cached: Map<string, Cached>, names: readonly string[]): void {
  const there = new Set(names);
  for (const name of cached.keys()) if (!there.has(name)) cached.delete(name);
}
