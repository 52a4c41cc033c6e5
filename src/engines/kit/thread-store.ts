import { createThread, type Thread } from '../../async/thread.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { RunInclude, RunStore } from '../../contract/run-store.ts';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import type { Run } from '../../model/run.ts';
import {
  createFileStore,
  type FileAnswers,
  type FileRequest,
  type FileStoreOptions,
  toStoreThread,
} from './file-store.ts';
import type { ScanBudget } from './run-source.ts';

/** Requests to a thread that answers by a whole store. */
export type StoreRequest =
  | FileRequest
  | { readonly type: 'run'; readonly id: string; readonly include: RunInclude }
  | { readonly type: 'start'; readonly request: StartRequest };

type Version = number | string;

type StoreAnswers = FileAnswers<Version> & {
  readonly run: Run | undefined;
  readonly start: StartResult;
};

type ThreadStoreOptions = FileStoreOptions & {
  /** The worker, which answers by `createStoreAnswer`. */
  readonly file: URL;
  readonly pollMs: number;
  readonly can: Partial<Capabilities>;
};

/** A store that `defineStore` made in a thread, because reading would hold up the screen. */
export function openThreadStore({ place, target, file, can, ...options }: ThreadStoreOptions): RunStore {
  const worker: Thread<StoreRequest, StoreAnswers> = createThread(file, place);
  worker.start();
  const thread = toStoreThread(worker, target);
  const store = createFileStore({ target, thread, ...options });
  return {
    ...store,
    can: { ...store.can, ...can },
    getRun: (id, { include = {}, signal } = {}) => thread.ask({ type: 'run', id, include }, signal),
    startRun: (request, { signal } = {}) => thread.ask({ type: 'start', request }, signal),
  };
}

type StoreInThread = {
  readonly open: (budget?: ScanBudget) => RunStore;
  /** Another one whenever something has changed. */
  readonly version: (signal: AbortSignal) => Promise<Version>;
};

/** Answers in the thread, by one store for all requests with one budget. */
export function createStoreAnswer({ open, version }: StoreInThread) {
  let opened: { readonly budget?: ScanBudget; readonly store: RunStore } | undefined;

  function storeWith(budget?: ScanBudget): RunStore {
    const isSame = budget?.ms === opened?.budget?.ms && budget?.rows === opened?.budget?.rows;
    if (!opened || (budget && !isSame)) opened = { budget, store: open(budget) };
    return opened.store;
  }

  return async (request: StoreRequest, signal: AbortSignal): Promise<StoreAnswers[StoreRequest['type']]> => {
    switch (request.type) {
      case 'list': {
        const { query, type, budget, ...options } = request;
        const page = await storeWith(budget).listRuns(query, { ...options, signal });
        return { page, version: await version(signal) };
      }
      case 'failures': {
        const { query, type, budget, ...options } = request;
        return storeWith(budget).failures?.(query, { ...options, signal });
      }
      case 'counts':
        return storeWith().counts({ signal });
      case 'workflows':
        return storeWith().workflows({ signal });
      case 'suggest':
        return storeWith().suggest(request.field, request.prefix, { signal });
      case 'run':
        return storeWith().getRun(request.id, { include: request.include, signal });
      case 'trace':
        return storeWith().getTrace(request.id, { limit: request.limit, cursor: request.cursor, signal });
      case 'cancel':
        return storeWith().cancelRun(request.id, { signal });
      case 'start':
        return storeWith().startRun(request.request, { signal });
      case 'version':
        return version(signal);
    }
  };
}
