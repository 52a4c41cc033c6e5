import type { Place } from '../../../contract/run-order.ts';
import { isRecord } from '../../../model/is-record.ts';
import { parseJson, type ReadFile, readSmallText } from './data-files.ts';
import { parseFileName, timeInName } from './file-name.ts';
import { type RunRecord, toRunRecord } from './records.ts';

/** What the file of a run said when it was read last; another object when it says something else. */
export type RunFile = Place & {
  readonly name: string;
  readonly tag?: string;
  readonly record: RunRecord;
  /** Set where the file holds no JSON object: the record is empty then. */
  readonly problem?: string;
};

const unreadable: RunRecord = { workflowName: 'unreadable file', status: 'unreadable' };

/**
 * The status as the engine writes it: only what stands at the top of the object is two blanks in, and no text
 * has a line feed.
 */
const statusLine = /^ {2}"status": "(\w+)"/m;

export type FoundRun = { readonly status: string; readonly file?: RunFile };

/**
 * Reads the file of a run, no further than its status where that is not wanted; `undefined` when it is gone.
 */
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
