import { createThread, type Thread, threadFile } from '../../../async/thread.ts';
import { createYielding, type Yielding } from '../../../async/yield-to-event-loop.ts';
import { InspectorError } from '../../../model/errors.ts';
import { defineMember, isRecord } from '../../../model/is-record.ts';
import { LazyContainer, openPayload } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import type { ScannedPayload } from '../../../model/payload/lazy/scan-payload.ts';
import type { Signal } from '../../kit/run-source.ts';
import { DecodedPayload } from '../payloads/decode-workflow-payload.ts';
import { type ReadFile, readJson } from './data-files.ts';
import type { Members } from './records.ts';

export type LargeRequest = {
  readonly type: 'read';
  readonly path: string;
  /** The payloads to decode, by member name. */
  readonly wanted: readonly string[];
};

export type ScannedMember = {
  readonly holder: object;
  readonly name: string;
  readonly payload: ScannedPayload;
};

export type LargeAnswers = {
  readonly read:
    | Exclude<ReadFile, { readonly type: 'read' }>
    | { readonly type: 'read'; readonly value: unknown; readonly payloads: readonly ScannedMember[] };
};

/** `isLazy`: inputs and outputs are opened where they are looked at. */
export type LargeOptions = { readonly isLazy?: boolean } & Signal;

/** Reads large JSON files on a worker thread, decodes payloads named in `wanted` and omits others. */
export type LargeFiles = {
  readonly read: (path: string, wanted: readonly string[], options?: LargeOptions) => Promise<ReadFile>;
  readonly close: () => Promise<void>;
};

const opensLazily: ReadonlySet<string> = new Set(['input', 'output']);

export function createLargeFiles(dataFolder: string): LargeFiles {
  const file = threadFile(import.meta.url, './large-file-worker.ts', './workflow-worker.js');
  const thread: Thread<LargeRequest, LargeAnswers> = createThread(file, dataFolder);
  return {
    read: async (path, wanted, { isLazy = false, signal } = {}) => {
      const answer = await thread.ask({ type: 'read', path, wanted }, signal).catch(toUnreadable);
      if (answer.type !== 'read') return answer;
      const yielding = createYielding(signal);
      for (const { holder, name, payload } of answer.payloads) {
        const opened = openPayload(payload);
        const value = isLazy && opensLazily.has(name) ? opened : await readWhole(opened, yielding);
        Reflect.set(holder, name, new DecodedPayload(value));
      }
      return { type: 'read', value: answer.value };
    },
    close: thread.close,
  };
}

/** Yields between the members of large containers. */
async function readWhole(value: unknown, yielding: Yielding): Promise<unknown> {
  if (value instanceof LazyText) return value.toString();
  if (!(value instanceof LazyContainer)) return value;
  const whole = value.isList ? [] : {};
  for (let index = 0; index < value.size; index += 1) {
    if (yielding.isDue()) await yielding.yieldNow();
    const member = value.at(index);
    const key = value.keyAt(index) ?? String(index);
    defineMember(whole, key, typeof member === 'object' ? await readWhole(member, yielding) : member);
  }
  return whole;
}

/** Running out of memory on one file is reported for that file alone. */
function toUnreadable(error: unknown): LargeAnswers['read'] {
  if (!(error instanceof InspectorError) || error.kind !== 'unreadable') throw error;
  return { type: 'unreadable', reason: error.message };
}

const payloads = ['input', 'output', 'error'];

/** Empty when the file is gone or holds no JSON object. */
export async function readRunMembers(
  path: string,
  large: LargeFiles,
  options?: LargeOptions,
): Promise<Members> {
  const file = await readJson(path, () => large.read(path, payloads, options));
  return file.type === 'read' && isRecord(file.value) ? file.value : {};
}
