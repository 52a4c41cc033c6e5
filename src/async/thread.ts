import { dirname } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { errorCode, InspectorError, type InspectorErrorKind } from '../model/errors.ts';

export type ToThread<Request> =
  | { readonly type: 'ask'; readonly id: number; readonly request: Request }
  | { readonly type: 'abort'; readonly id: number };

export type FromThread = {
  readonly id: number;
  readonly value?: unknown;
  /** Sent before the answer. */
  readonly progress?: { readonly done: number; readonly total: number };
  readonly error?: {
    readonly kind?: InspectorErrorKind;
    readonly message: string;
    readonly hint?: string;
    readonly isUnsent?: boolean;
    readonly stack?: string;
  };
};

type Kinds = { readonly type: string };

/** Takes over large buffers of requests. `Answers` maps the types of requests to those of answers. */
export type Thread<Request extends Kinds, Answers extends Record<Request['type'], unknown>> = {
  readonly ask: <T extends Request['type']>(
    request: Extract<Request, { type: T }>,
    signal?: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ) => Promise<Answers[T]>;
  readonly start: () => void;
  readonly close: () => Promise<void>;
};

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress?: (done: number, total: number) => void;
};

/** A thread's file beside the module that starts it: its source, or what the build makes of it. */
export function threadFile(module: string, source: string, built: string): URL {
  return new URL(module.endsWith('.ts') ? source : built, module);
}

/**
 * Starts with the first request, and keeps the process alive only while requests wait. `shown` names the
 * store in errors when the path holds a secret.
 */
export function createThread<Request extends Kinds, Answers extends Record<Request['type'], unknown>>(
  url: URL,
  path: string,
  shown = path,
): Thread<Request, Answers> {
  const waiting = new Map<number, Waiting>();
  let current: Worker | undefined;
  let lastId = 0;

  function failAll(error: unknown): void {
    current = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function settle({ id, value, error, progress }: FromThread): void {
    const request = waiting.get(id);
    if (progress) return request?.onProgress?.(progress.done, progress.total);
    waiting.delete(id);
    if (waiting.size === 0) current?.unref();
    if (error) request?.reject(toError(error));
    else request?.resolve(value);
  }

  function startWorker(): Worker {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const worker = new Worker(url, { workerData: path, env: threadEnvironment() });
    worker.on('message', settle);
    worker.on('error', error => failAll(toCrash(error, shown)));
    worker.on('exit', () => {
      if (current === worker) failAll(new Error('the worker thread of the store ended'));
    });
    worker.unref();
    return worker;
  }

  function runningWorker(): Worker {
    current ??= startWorker();
    return current;
  }

  async function ask(
    request: Request,
    signal?: AbortSignal,
    onProgress?: Waiting['onProgress'],
  ): Promise<unknown> {
    signal?.throwIfAborted();
    lastId += 1;
    const id = lastId;
    const worker = runningWorker();
    const onAbort = () => {
      worker.postMessage({ type: 'abort', id } satisfies ToThread<Request>);
      waiting.get(id)?.reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        worker.postMessage({ type: 'ask', id, request } satisfies ToThread<Request>, largeBuffersIn(request));
        waiting.set(id, { resolve, reject, onProgress });
        worker.ref();
      });
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    ask: ask as Thread<Request, Answers>['ask'],
    start: () => void runningWorker(),
    async close() {
      const worker = current;
      failAll(new InspectorError('conflict', 'the store was closed'));
      await worker?.terminate();
    },
  };
}

/** Keeps compiled code where the program does. In threads, Node enables this only by its variable. */
function threadEnvironment(): NodeJS.ProcessEnv | undefined {
  const ofVersion = process.getBuiltinModule('node:module').getCompileCacheDir();
  return ofVersion === undefined ? undefined : { ...process.env, NODE_COMPILE_CACHE: dirname(ofVersion) };
}

/** Running out of memory is an expected error; any other end of a thread is a bug. */
function toCrash(error: unknown, shown: string): unknown {
  const isFull = errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isFull) return error;
  return new InspectorError('unreadable', `${shown} needs more memory than this program may take`, {
    hint: 'look at a part of it, or allow more: NODE_OPTIONS=--max-old-space-size=8192',
    cause: error,
  });
}

function toError({ kind, message, hint, isUnsent, stack }: NonNullable<FromThread['error']>): Error {
  if (kind) return new InspectorError(kind, message, { hint, isUnsent });
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}

const largeBytes = 64 * 1_024;

/** Large buffers are moved to another thread; those that also hold something else must be copied. */
export function largeBuffersIn(message: unknown): readonly ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const open: unknown[] = [message];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (ArrayBuffer.isView(value)) {
      const { buffer, byteLength } = value;
      const isWhole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
      if (isWhole && byteLength >= largeBytes) found.add(buffer);
      continue;
    }
    // Pushed one by one: a spread of very many items would overflow the stack.
    for (const item of value instanceof Map ? value.values() : Object.values(value)) open.push(item);
  }
  return [...found];
}
