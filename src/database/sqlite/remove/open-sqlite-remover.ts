import { createThread, threadFile } from '../../../async/thread.ts';
import type { RunRemover } from '../../../contract/run-remover.ts';
import type { RemoveAnswers, RemoveRequest } from './remove-worker.ts';

type SqliteRemover = RunRemover & {
  /** Rewrites the whole file, which no other program may have open. */
  readonly compact: () => Promise<void>;
};

/** Removes runs in a thread of its own, which opens the store for the first request. */
export function openSqliteRemover(path: string): SqliteRemover {
  const thread = createThread<RemoveRequest, RemoveAnswers>(
    threadFile(import.meta.url, './remove-worker.ts', './sqlite-remove-worker.js'),
    path,
  );
  let isStarted = false;
  const ask: typeof thread.ask = (request, signal) => {
    isStarted = true;
    return thread.ask(request, signal);
  };
  return {
    remove: (ids, endedBefore, signal) => ask({ type: 'remove', ids, endedBefore }, signal),
    giveBack: (how, signal) => ask({ type: 'give-back', how }, signal),
    bytesOf: (ids, signal) => ask({ type: 'bytes-of', ids }, signal),
    size: signal => ask({ type: 'size' }, signal),
    compact: () => ask({ type: 'compact' }),
    async close() {
      try {
        if (isStarted) await thread.ask({ type: 'close' });
      } finally {
        await thread.close();
      }
    },
  };
}
