import { join } from 'node:path';
import { yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import { compareNewest, type Place } from '../../../contract/lists/run-order.ts';
import { isRecord } from '../../../model/is-record.ts';
import { firstAfter } from '../../kit/run-source.ts';
import {
  folders,
  type LargeFiles,
  namesIn,
  parseJson,
  type ReadFile,
  readJsonNow,
  readSmallText,
} from './data-files.ts';
import {
  isFileId,
  isPlainName,
  parseFileName,
  type Stamp,
  settledStamp,
  stampOf,
  stampUnchangedSince,
  timeInName,
} from './name-groups.ts';
import { type RunRecord, toRunRecord } from './records.ts';

/** A new object whenever the content of the file has changed. */
export type RunFile = Place & {
  readonly name: string;
  readonly tag?: string;
  /** Has the status alone if the status was not wanted. */
  readonly record: RunRecord;
  /** Set when the file holds no JSON object; `record` is then empty. */
  readonly problem?: string;
};

type Found = RunFile | undefined;
type StatusTest = (status: string) => boolean;

export function createRunFiles(dataFolder: string, large: LargeFiles) {
  const folder = join(dataFolder, folders.runs);
  const cached = new Map<string, Cached>();
  let names: readonly string[] = [];
  let seen: Stamp | undefined;

  function keep(name: string, file: Found, readAt: number): Found {
    if (file) cached.set(name, { file, readAt });
    else cached.delete(name);
    return file;
  }

  function read(name: string, isWanted: StatusTest = () => true): Found | Promise<Found> {
    const path = join(folder, name);
    const before = cached.get(name);
    if (before && isSame(path, before)) {
      const { file } = before;
      if (file.record.workflowName !== unread || !isWanted(file.record.status)) return file;
    }
    const readAt = Date.now();
    const text = readSmallText(path);
    if (typeof text !== 'string') {
      if (text.type !== 'large') return keep(name, toRunFile(name, text), readAt);
      return large.read(path, ['error']).then(file => keep(name, toRunFile(name, file), readAt));
    }
    const status = statusLine.exec(text)?.[1];
    if (status !== undefined && !isWanted(status)) {
      const file = fileOf(name, { workflowName: unread, status });
      // Without its time of creation the run could not be sorted.
      if (file.createdAt > 0) return keep(name, file, readAt);
    }
    return keep(name, toRunFile(name, parseJson(text)), readAt);
  }

  /** Only names that the engine made contain a time; other files are read for it. */
  function placeOf(name: string): Place {
    const id = parseFileName(name)?.id ?? name;
    return { id, createdAt: timeInName(name) ?? timeInFile(name) ?? 0 };
  }

  function timeInFile(name: string): number | undefined {
    const path = join(folder, name);
    const before = cached.get(name);
    if (before && before.file.record.workflowName !== unread && isSame(path, before))
      return before.file.createdAt;
    const readAt = Date.now();
    return keep(name, toRunFile(name, readJsonNow(path)), readAt)?.createdAt;
  }

  function sort(found: string[]): readonly string[] {
    // Temporary files have other endings.
    const written = found.filter(name => name.endsWith('.json'));
    if (written.every(isPlainName)) return written.sort().reverse();
    const usable = written.filter(name => parseFileName(name) !== undefined);
    const places = usable.map(name => ({ name, place: placeOf(name) }));
    return onePerRun(places.sort((a, b) => compareNewest(a.place, b.place)).map(({ name }) => name));
  }

  async function refresh(): Promise<void> {
    const stamp = settledStamp(folder);
    if (stamp !== undefined && stamp === seen) return;
    const found = await namesIn(folder);
    // Listing and sorting many names takes some ms each.
    await yieldToEventLoop();
    names = sort(found);
    seen = stamp;
    await yieldToEventLoop();
    if (cached.size <= names.length) return;
    const gone = new Set(cached.keys()).difference(new Set(names));
    for (const name of gone) cached.delete(name);
  }

  return {
    refresh,
    count: () => names.length,
    /** Differs when one of the newest files was written in place, of which its folder shows nothing. */
    newestStamps: () => names.slice(0, mostStamps).map(name => stampOf(join(folder, name))),
    namesAfter: (place?: Place) => (place ? names.slice(firstAfter(names, place, placeOf)) : names),
    /** Parses a file if its status is wanted. Synchronous unless large; `undefined` when gone. */
    read,
    async find(id: string): Promise<Found> {
      if (!isFileId(id)) return undefined;
      await refresh();
      const plain = await read(`${id}.json`);
      if (plain) return plain;
      const name = names.find(other => other.startsWith(`${id}.`));
      return name === undefined ? undefined : read(name);
    },
  };
}

/** Reading them takes well under a ms, a few times per second. */
const mostStamps = 50;

/** The engine indents the members of the top object by two spaces. */
const statusLine = /^ {2}"status": "(\w+)"/m;

/** `workflowName` of a file that was not parsed. */
export const unread = '';

const unreadable: RunRecord = { workflowName: 'unreadable file', status: 'unreadable' };

function toRunFile(name: string, read: ReadFile): Found {
  if (read.type === 'gone') return undefined;
  if (read.type === 'read' && isRecord(read.value)) return fileOf(name, toRunRecord(read.value));
  const problem = read.type === 'unreadable' ? read.reason : 'the file holds no JSON object';
  return { ...fileOf(name, unreadable), problem };
}

function fileOf(name: string, record: RunRecord): RunFile {
  const { id, tag } = parseFileName(name) ?? { id: name };
  return { id, tag, name, record, createdAt: timeInName(name) ?? record.createdAt ?? 0 };
}

/** `stamp` is set on second use, because most files are read once. */
type Cached = { readonly file: RunFile; readonly readAt: number; stamp?: Stamp };

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
