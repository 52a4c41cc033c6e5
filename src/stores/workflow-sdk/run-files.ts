import { join } from 'node:path';
import type { Place } from '../scanned/run-source.ts';
import { isRecord } from '../stored-run.ts';
import {
  folders,
  namesIn,
  readJsonNow,
  type Stamp,
  settledStamp,
  stampOf,
  stampUnchangedSince,
} from './data-files.ts';
import { parseFileName, ulidTime } from './file-name.ts';
import { type RunRecord, toRunRecord } from './records.ts';

/** What the file of a run said when it was read last; another object when it says something else. */
export type RunFile = Place & {
  readonly name: string;
  readonly tag?: string;
  readonly record: RunRecord;
  /** Set where the file holds no JSON object: the record is empty then. */
  readonly problem?: string;
};

/** The files of the runs, newest first by their names alone: they are read when they are asked for. */
export type RunFiles = {
  /** Reads the names again if the folder was changed since. Rejects with an `InspectorError`. */
  readonly refresh: () => Promise<void>;
  readonly count: () => number;
  /** The names from right after a place on, newest first. */
  readonly namesAfter: (place: Place | undefined) => readonly string[];
  /** Reads a file, unless it was read and has not changed; `undefined` when it is gone. */
  readonly read: (name: string) => RunFile | undefined;
  /** The file of a run, whoever wrote it. */
  readonly find: (id: string) => RunFile | undefined;
};

const ulidName = /^wrun_[0-7][0-9A-HJKMNP-TV-Z]{25}\./;
/** The time and the rest of an id sort as texts. */
function isPlainName(name: string): boolean {
  return name.length === 36 && ulidName.test(name) && name.endsWith('.json');
}

function compareNames(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

const emptyRecord: RunRecord = { workflowName: 'unreadable file', status: 'unreadable' };

export function createRunFiles(dataFolder: string): RunFiles {
  const folder = join(dataFolder, folders.runs);
  const cached = new Map<string, Cached>();
  let names: readonly string[] = [];
  let seen: Stamp | undefined;

  function read(name: string): RunFile | undefined {
    const path = join(folder, name);
    const before = cached.get(name);
    if (before && isSame(path, before)) return before.file;
    const readAt = Date.now();
    const file = readRun(path, name);
    if (file) cached.set(name, { file, readAt });
    else cached.delete(name);
    return file;
  }

  /** Names of another form than the SDK's own say nothing of the time: their files have to be read. */
  function placeOf(name: string): Place {
    const id = parseFileName(name)?.id ?? name;
    return { id, createdAt: (ulidName.test(name) ? ulidTime(id) : read(name)?.createdAt) ?? 0 };
  }

  function sort(found: string[]): readonly string[] {
    if (found.every(isPlainName)) return found.sort(compareNames);
    const usable = found.filter(name => name.endsWith('.json') && parseFileName(name) !== undefined);
    const places = usable.map(name => ({ name, place: placeOf(name) }));
    return onePerRun(places.sort((a, b) => comparePlaces(a.place, b.place)).map(({ name }) => name));
  }

  return {
    refresh: async () => {
      const stamp = settledStamp(folder);
      if (stamp !== undefined && stamp === seen) return;
      names = sort(await namesIn(folder));
      seen = stamp;
      if (cached.size > names.length) dropGone(cached, names);
    },
    count: () => names.length,
    namesAfter: place => (place ? names.slice(firstAfter(names, place, placeOf)) : names),
    read,
    find: id => {
      const plain = read(`${id}.json`);
      if (plain) return plain;
      const name = names.find(other => other.startsWith(`${id}.`));
      return name === undefined ? undefined : read(name);
    },
  };
}

/** Its stamp is taken when the file is looked at again: most are read once. */
type Cached = { readonly file: RunFile; readonly readAt: number; stamp?: Stamp };

function isSame(path: string, cached: Cached): boolean {
  if (cached.stamp === undefined) {
    cached.stamp = stampUnchangedSince(path, cached.readAt);
    return cached.stamp !== undefined;
  }
  return cached.stamp === stampOf(path);
}

function readRun(path: string, name: string): RunFile | undefined {
  const { id, tag } = parseFileName(name) ?? { id: name };
  const file = readJsonNow(path);
  if (file.type === 'gone') return undefined;
  const isObject = file.type === 'read' && isRecord(file.value);
  const record = isObject ? toRunRecord(file.value) : emptyRecord;
  const problem =
    file.type === 'unreadable' ? file.reason : isObject ? undefined : 'the file holds no JSON object';
  const time = ulidName.test(name) ? ulidTime(id) : undefined;
  const createdAt = time ?? record.createdAt ?? 0;
  return { id, tag, name, record, createdAt, ...(problem === undefined ? {} : { problem }) };
}

function comparePlaces(a: Place, b: Place): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

/** Where a run has several files, the names stand side by side. */
function onePerRun(sorted: readonly string[]): readonly string[] {
  const idOf = (name: string | undefined) => name?.slice(0, name.indexOf('.'));
  return sorted.filter((name, at) => idOf(name) !== idOf(sorted[at - 1]));
}

/** The names are sorted, so half of what is left can be passed over at each look. */
function firstAfter(names: readonly string[], place: Place, placeOf: (name: string) => Place): number {
  let from = 0;
  let to = names.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const isBefore = !comesAfter(placeOf(names[middle] ?? ''), place);
    if (isBefore) from = middle + 1;
    else to = middle;
  }
  return from;
}

function comesAfter(run: Place, place: Place): boolean {
  if (run.createdAt !== place.createdAt) return run.createdAt < place.createdAt;
  return place.id !== '' && run.id < place.id;
}

function dropGone(cached: Map<string, Cached>, names: readonly string[]): void {
  const there = new Set(names);
  for (const name of cached.keys()) if (!there.has(name)) cached.delete(name);
}
