import { createThread, type Thread, threadFile } from '../../../async/thread.ts';
import { InspectorError } from '../../../model/errors.ts';
import { isRecord } from '../../../model/is-record.ts';
import { DecodedPayload } from '../payloads/decode-workflow-payload.ts';
import { unpackValue } from '../payloads/packed-value.ts';
import type { LargeAnswers, LargeRequest } from './answer-large-file.ts';
import { type ReadFile, readJson } from './data-files.ts';
import type { Members } from './records.ts';

/** Reads large JSON files on a worker thread, decodes payloads named in `wanted` and omits others. */
export type LargeFiles = {
  readonly read: (path: string, wanted: readonly string[], signal?: AbortSignal) => Promise<ReadFile>;
  readonly close: () => Promise<void>;
};

/** An idle thread is closed, because it may hold much memory. */
const idleMs = 5_000;

export function createLargeFiles(dataFolder: string): LargeFiles {
  const file = threadFile(import.meta.url, './large-file-worker.ts', './workflow-worker.js');
  const thread: Thread<LargeRequest, LargeAnswers> = createThread(file, dataFolder);
  let pending = 0;
  let idle: NodeJS.Timeout | undefined;

  async function ask(request: LargeRequest, signal: AbortSignal | undefined) {
    clearTimeout(idle);
    pending += 1;
    try {
      return await thread.ask(request, signal);
    } finally {
      pending -= 1;
      if (pending === 0) idle = setTimeout(() => void thread.close(), idleMs).unref();
    }
  }

  return {
    read: async (path, wanted, signal) => {
      const answer = await ask({ type: 'read', path, wanted }, signal).catch(toUnreadable);
      if (answer.type !== 'read') return answer;
      for (const { holder, name, packed } of answer.payloads) {
        Reflect.set(holder, name, new DecodedPayload(await unpackValue(packed, signal)));
      }
      return { type: 'read', value: answer.value };
    },
    close: async () => {
      clearTimeout(idle);
      await thread.close();
    },
  };
}

/** Running out of memory on one file is reported for that file alone. */
function toUnreadable(error: unknown): LargeAnswers['read'] {
  if (!(error instanceof InspectorError) || error.kind !== 'unreadable') throw error;
  return { type: 'unreadable', reason: error.message };
}

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
