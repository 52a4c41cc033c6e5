import { readFile } from 'node:fs/promises';
import { parsePayload } from '../parse-payload.ts';
import { isRecord } from '../stored-run.ts';
import { isMissing, readJsonNow, toFolderError, withoutWaiting } from './data-files.ts';
import type { Members } from './records.ts';

/** Everything that the file of a run holds; `undefined` when it is gone or holds no JSON object. */
export async function readMembers(path: string): Promise<Members | undefined> {
  try {
    return toMembers(parsePayload(await readFile(path, { encoding: 'utf8', flag: withoutWaiting })));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw toFolderError(error, path);
  }
}

/** The same of a small file. */
export function readMembersNow(path: string): Members | undefined {
  const file = readJsonNow(path);
  return file.type === 'read' ? toMembers(file.value) : undefined;
}

function toMembers(value: unknown): Members | undefined {
  return isRecord(value) ? value : undefined;
}
