import { parentPort, workerData } from 'node:worker_threads';
import { InspectorError } from '../model/errors.ts';
import type { FromThread, ToThread } from './thread.ts';

/**
 * Answers, in a thread that `createThread` started, what it is asked about the store at `path`.
 * `toStoreError` puts into words what is thrown; a bug comes back from it as it is.
 */
export function serveThread<Request>(
  answerAt: (path: string) => (request: Request, signal: AbortSignal) => unknown,
  toStoreError: (error: unknown, path: string) => unknown,
): void {
  const path = String(workerData);
  const answer = answerAt(path);
  const running = new Map<number, AbortController>();

  async function run({ id, request }: Extract<ToThread<Request>, { type: 'ask' }>): Promise<FromThread> {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      return { id, value: await answer(request, abort.signal) };
    } catch (error) {
      return { id, error: toPlainError(toStoreError(error, path)) };
    } finally {
      running.delete(id);
    }
  }

  parentPort?.on('message', (message: ToThread<Request>) => {
    if (message.type === 'abort') running.get(message.id)?.abort();
    else void run(message).then(post);
  });
}

function post(answered: FromThread): void {
  try {
    parentPort?.postMessage(answered);
  } catch (cause) {
    // The stack is too small to write it down.
    const isDeep = cause instanceof RangeError;
    const error = isDeep
      ? new InspectorError('unreadable', 'what stands there nests too deep', { cause })
      : cause;
    parentPort?.postMessage({ id: answered.id, error: toPlainError(error) } satisfies FromThread);
  }
}

function toPlainError(error: unknown): NonNullable<FromThread['error']> {
  if (error instanceof InspectorError) return { kind: error.kind, message: error.message, hint: error.hint };
  return {
    message: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? error.stack : undefined,
  };
}
