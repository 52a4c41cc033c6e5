import { createThread, type Thread } from '../../../async/thread.ts';
import { InspectorError } from '../../../model/errors.ts';
import { DecodedPayload } from '../payloads/decoded-payload.ts';
import { unpackValue } from '../payloads/packed-value.ts';
import type { LargeAnswers, LargeRequest } from './answer-large-file.ts';
import type { ReadFile } from './data-files.ts';

/**
 * Reads large JSON files on a thread of its own, which takes long to parse and decode them. In the members
 * are `DecodedPayload`s for the payloads that are wanted, by their names; of others only their sizes are
 * told.
 */
export type LargeFiles = {
  readonly read: (path: string, wanted: readonly string[], signal?: AbortSignal) => Promise<ReadFile>;
  readonly close: () => Promise<void>;
};

/** After so many ms without a question the thread ends: it may hold much memory. */
const idleMs = 5_000;

export function createLargeFiles(dataFolder: string): LargeFiles {
  const file = import.meta.url.endsWith('.ts') ? './large-file-worker.ts' : './workflow-worker.js';
  const url = new URL(file, import.meta.url);
  const thread: Thread<LargeRequest, LargeAnswers> = createThread(url, dataFolder);
  let asked = 0;
  let idle: NodeJS.Timeout | undefined;

  async function ask(request: LargeRequest, signal: AbortSignal | undefined) {
    clearTimeout(idle);
    asked += 1;
    try {
      return await thread.ask(request, signal);
    } finally {
      asked -= 1;
      if (asked === 0) idle = setTimeout(() => void thread.close(), idleMs).unref();
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

/** One file that needs more memory than there is takes no others with it. */
function toUnreadable(error: unknown): LargeAnswers['read'] {
  if (!(error instanceof InspectorError) || error.kind !== 'unreadable') throw error;
  return { type: 'unreadable', reason: error.message };
}
