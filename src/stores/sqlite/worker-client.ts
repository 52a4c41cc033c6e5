import type { Worker } from 'node:worker_threads';
import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';
import type { Answers, Request } from './requests.ts';

export type ToWorker =
  | { readonly type: 'ask'; readonly id: number; readonly request: Request }
  | { readonly type: 'abort'; readonly id: number };

export type FromWorker = {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: {
    readonly kind?: InspectorErrorKind;
    readonly message: string;
    readonly hint?: string;
    readonly stack?: string;
  };
};

export type WorkerClient = {
  readonly ask: <T extends Request['type']>(
    request: Extract<Request, { type: T }>,
    signal?: AbortSignal,
  ) => Promise<Answers[T]>;
  /** Starts the thread ahead of the first question. */
  readonly start: () => void;
  readonly close: () => Promise<void>;
};

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (reason: unknown) => void };

/** Asks a thread of its own, which is started with the first question and keeps no process alive while it is idle. */
export function createWorkerClient(path: string): WorkerClient {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;

  function failAll(error: unknown): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function settle({ id, value, error }: FromWorker): void {
    const request = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker?.unref();
    if (error) request?.reject(toError(error));
    else request?.resolve(value);
  }

  function running(): Worker {
    if (!worker) {
      const { Worker: Thread } = process.getBuiltinModule('node:worker_threads');
      const started = new Thread(workerUrl(), { workerData: path });
      started.on('message', settle);
      started.on('error', failAll);
      started.on('exit', () => {
        if (worker === started) failAll(new Error('the thread that reads the store ended'));
      });
      started.unref();
      worker = started;
    }
    return worker;
  }

  async function ask(request: Request, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    lastId += 1;
    const id = lastId;
    const thread = running();
    const onAbort = () => {
      thread.postMessage({ type: 'abort', id } satisfies ToWorker);
      waiting.get(id)?.reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        thread.ref();
        thread.postMessage({ type: 'ask', id, request } satisfies ToWorker);
      });
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    ask: ask as WorkerClient['ask'],
    start: () => void running(),
    async close() {
      const thread = worker;
      failAll(new InspectorError('conflict', 'the store was closed'));
      await thread?.terminate();
    },
  };
}

/** Built, the worker is a file of its own beside the one that asks; from the sources it is run as it is. */
function workerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './sqlite-worker.js', import.meta.url);
}

function toError({ kind, message, hint, stack }: NonNullable<FromWorker['error']>): Error {
  if (kind) return new InspectorError(kind, message, { hint });
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
