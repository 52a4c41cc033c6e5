import { isRecord } from '../../../model/is-record.ts';
import { readJson } from './data-files.ts';
import type { LargeFiles } from './large-files.ts';
import type { Members } from './records.ts';

const payloads = ['input', 'output', 'error'];

/** `undefined` when the file is gone or holds no JSON object. */
export async function readRunMembers(
  path: string,
  large: LargeFiles,
  signal?: AbortSignal,
): Promise<Members | undefined> {
  const file = await readJson(path, () => large.read(path, payloads, signal));
  return file.type === 'read' && isRecord(file.value) ? file.value : undefined;
}
