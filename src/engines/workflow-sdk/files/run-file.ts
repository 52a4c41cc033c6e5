import type { Place } from '../../../contract/lists/run-order.ts';
import { isRecord } from '../../../model/is-record.ts';
import { parseJson, type ReadFile, readSmallText } from './data-files.ts';
import { parseFileName, timeInName } from './name-groups.ts';
import { type RunRecord, toRunRecord } from './records.ts';

/** A run's file as last read. A new object when the content has changed. */
export type RunFile = Place & {
  readonly name: string;
  readonly tag?: string;
  readonly record: RunRecord;
  /** Set when the file holds no JSON object; `record` is then empty. */
  readonly problem?: string;
};

const unreadable: RunRecord = { workflowName: 'unreadable file', status: 'unreadable' };

/** The engine indents the members of the top object by two spaces. */
const statusLine = /^ {2}"status": "(\w+)"/m;

export type FoundRun = { readonly status: string; readonly file?: RunFile };

/** Parses the file only when its status is wanted. `undefined` when it is gone. */
export function readRunFile(
  path: string,
  name: string,
  isWanted: (status: string) => boolean,
  readLarge: (path: string) => Promise<ReadFile>,
): FoundRun | undefined | Promise<FoundRun | undefined> {
  const text = readSmallText(path);
  if (typeof text === 'string') {
    const status = statusLine.exec(text)?.[1];
    if (status !== undefined && !isWanted(status)) return { status };
    return toFoundRun(name, parseJson(text));
  }
  if (text.type === 'large') return readLarge(path).then(file => toFoundRun(name, file));
  return toFoundRun(name, text);
}

export function toFoundRun(name: string, read: ReadFile): Required<FoundRun> | undefined {
  if (read.type === 'gone') return undefined;
  const members = read.type === 'read' && isRecord(read.value) ? read.value : undefined;
  const record = members ? toRunRecord(members) : unreadable;
  const problem = read.type === 'unreadable' ? read.reason : 'the file holds no JSON object';
  const { id, tag } = parseFileName(name) ?? { id: name };
  const createdAt = timeInName(name) ?? record.createdAt ?? 0;
  const file = { id, tag, name, record, createdAt, ...(members ? {} : { problem }) };
  return { status: record.status, file };
}

/** An open run is read again on every change. */
const maxRuns = 4;

/** A cache per run, by file name, of the last few runs; for files that never change. */
export function createRecentRuns<Read>(): (runId: string) => Map<string, Read> {
  const kept = new Map<string, Map<string, Read>>();
  return runId => {
    const known = kept.get(runId) ?? new Map<string, Read>();
    kept.delete(runId);
    kept.set(runId, known);
    const [oldest] = kept.keys();
    if (kept.size > maxRuns && oldest !== undefined) kept.delete(oldest);
    return known;
  };
}
