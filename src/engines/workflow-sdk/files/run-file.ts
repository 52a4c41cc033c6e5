import type { Place } from '../../../contract/run-order.ts';
import { isRecord } from '../../../model/is-record.ts';
import { parseJson, type ReadFile, readSmallText } from './data-files.ts';
import { parseFileName, timeInName } from './file-name.ts';
import { type RunRecord, toRunRecord } from './records.ts';

/** The file of a run as it was last read. It is another object when the content changed. */
export type RunFile = Place & {
  readonly name: string;
  readonly tag?: string;
  readonly record: RunRecord;
  /** Set where the file does not hold a JSON object; then the record is empty. */
  readonly problem?: string;
};

const unreadable: RunRecord = { workflowName: 'unreadable file', status: 'unreadable' };

/** The status in the engine's JSON: only members of the top object are indented by two blanks. */
const statusLine = /^ {2}"status": "(\w+)"/m;

export type FoundRun = { readonly status: string; readonly file?: RunFile };

/** Reads the file of a run; parses it only when its status is wanted. `undefined` when it is gone. */
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
