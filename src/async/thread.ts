import type { Worker } from 'node:worker_threads';
import { InspectorError, type InspectorErrorKind } from '../model/errors.ts';

export type ToThread<Request> =
  | { readonly type: 'ask'; readonly id: number; readonly request: Request }
  | { readonly type: 'abort'; readonly id: number };

export type FromThread = {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: {
    readonly kind?: InspectorErrorKind;
    readonly message: string;
    readonly hint?: string;
    readonly stack?: string;
  };
};

type Kinds = { readonly type: string };

/** A thread that answers requests; `Answers` has the answer by the request's type. */
export type Thread<Request extends Kinds, Answers extends Record<Request['type'], unknown>> = {
  readonly ask: <T extends Request['type']>(
    request: Extract<Request, { type: T }>,
    signal?: AbortSignal,
  ) => Promise<Answers[T]>;
  /** Starts the thread ahead of the first question. */
  readonly start: () => void;
  readonly close: () => Promise<void>;
};

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (reason: unknown) => void };

/**
 * Asks a thread of its own about a store, which is started with the first question and keeps no process alive
 * while it is idle.
 */
export function createThread<Request extends Kinds, Answers extends Record<Request['type'], unknown>>(
  url: URL,
  path: string,
): Thread<Request, Answers> {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;

  function failAll(error: unknown): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function settle({ id, value, error }: FromThread): void {
    const request = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker?.unref();
    if (error) request?.reject(toError(error));
    else request?.resolve(value);
  }

  function running(): Worker {
    if (!worker) {
      const { Worker: Started } = process.getBuiltinModule('node:worker_threads');
      const started = new Started(url, { workerData: path });
      started.on('message', settle);
      started.on('error', error => failAll(toCrash(error, path)));
      started.on('exit', () => {
        if (worker === started) failAll(new Error('the thread that answers for the store ended'));
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
      thread.postMessage({ type: 'abort', id } satisfies ToThread<Request>);
      waiting.get(id)?.reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        thread.ref();
        thread.postMessage({ type: 'ask', id, request } satisfies ToThread<Request>);
      });
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    ask: ask as Thread<Request, Answers>['ask'],
    start: () => void running(),
    async close() {
      const thread = worker;
      failAll(new InspectorError('conflict', 'the store was closed'));
      await thread?.terminate();
    },
  };
}

/** What ended a thread, in words where it is nobody's mistake. */
function toCrash(error: unknown, path: string): unknown {
  const isFull = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isFull) return error;
  return new InspectorError('unreadable', `${path} needs more memory than this program may take`, {
    hint: 'look at a part of it, or allow more: NODE_OPTIONS=--max-old-space-size=8192',
    cause: error,
  });
}

function toError({ kind, message, hint, stack }: NonNullable<FromThread['error']>): Error {
  if (kind) return new InspectorError(kind, message, { hint });
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
