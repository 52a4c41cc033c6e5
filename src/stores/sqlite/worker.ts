import { parentPort, workerData } from 'node:worker_threads';
import { InspectorError } from '../../model/errors.ts';
import { openReadable } from './open-database.ts';
import { createReader, type Reader } from './reader.ts';
import { answer } from './requests.ts';
import { toStoreError } from './sqlite-error.ts';
import type { FromWorker, ToWorker } from './worker-client.ts';

const busyTimeoutMs = 3_000;

/** The thread that asks a store whatever may take its time. `workerData` is the path of the store. */
function serve(path: string): void {
  let reader: Reader | undefined;
  const running = new Map<number, AbortController>();

  async function run({ id, request }: Extract<ToWorker, { type: 'ask' }>): Promise<FromWorker> {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      reader ??= createReader(openReadable(path, busyTimeoutMs));
      return { id, value: await answer(request, reader, path, abort.signal) };
    } catch (error) {
      return { id, error: toPlainError(toStoreError(error, path)) };
    } finally {
      running.delete(id);
    }
  }

  parentPort?.on('message', (message: ToWorker) => {
    if (message.type === 'abort') running.get(message.id)?.abort();
    else void run(message).then(answered => parentPort?.postMessage(answered));
  });
}

function toPlainError(error: unknown): NonNullable<FromWorker['error']> {
  if (error instanceof InspectorError) return { kind: error.kind, message: error.message, hint: error.hint };
  return {
    message: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? error.stack : undefined,
  };
}

serve(String(workerData));
