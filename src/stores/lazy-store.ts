import { doublingMs, sleep } from '../async/sleep.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import { sortFields } from '../contract/lists/sort.ts';
import type { Change, RunStore } from '../contract/run-store.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import { InspectorError, ignoreExpected } from '../model/errors.ts';

type LazyStore = {
  readonly target: TargetInfo;
  readonly open: () => Promise<RunStore>;
  /** What is assumed until the store is open. */
  readonly can?: Capabilities;
  /** Set where it is being opened already. */
  readonly opening?: Promise<RunStore>;
};

type Ending = { readonly signal?: AbortSignal } | undefined;

const expected: Capabilities = { cancel: true, kill: false, start: false, live: true, sorts: sortFields };
const unsupported = { type: 'unsupported' } as const;
const firstRetryMs = 1_000;
const mostRetryMs = 15_000;

/** A store that its first call opens, or the next one after a failure, so that it can wait for a server. */
export function createLazyStore({ target, can = expected, open, opening: begun }: LazyStore): RunStore {
  let opened: RunStore | undefined;
  let isClosed = false;
  const keep = async (work: Promise<RunStore>): Promise<RunStore> => {
    try {
      opened = await work;
      return opened;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  let opening = begun && keep(begun);
  opening?.catch(ignoreExpected);
  const get = (): Promise<RunStore> => {
    if (isClosed) return Promise.reject(new InspectorError('conflict', `${target.location} was closed`));
    opening ??= keep(open());
    return opening;
  };
  const call = async <T>(options: Ending, use: (store: RunStore) => T): Promise<Awaited<T>> => {
    const store = await get();
    options?.signal?.throwIfAborted();
    return await use(store);
  };
  const act = async <T>(options: Ending, use: (store: RunStore) => Promise<T> | undefined) =>
    (await call(options, use)) ?? unsupported;
  return {
    get target() {
      return opened?.target ?? target;
    },
    get can() {
      return opened?.can ?? can;
    },
    listRuns: (query, options) => call(options, store => store.listRuns(query, options)),
    counts: options => call(options, store => store.counts(options)),
    workflows: options => call(options, store => store.workflows(options)),
    suggest: (field, prefix, options) => call(options, store => store.suggest(field, prefix, options)),
    failures: (query, options) => call(options, store => store.failures?.(query, options)),
    explainFailures: (query, options) => call(options, store => store.explainFailures?.(query, options)),
    lateRuns: options => call(options, store => store.lateRuns?.(options)),
    failureMarks: {
      list: options => call(options, store => store.failureMarks?.list(options)),
      put: (mark, options) => act(options, store => store.failureMarks?.put(mark, options)),
      remove: (id, options) => act(options, store => store.failureMarks?.remove(id, options)),
    },
    getRun: (id, options) => call(options, store => store.getRun(id, options)),
    getSteps: (id, options) => call(options, store => store.getSteps?.(id, options)),
    getTrace: (id, options) => call(options, store => store.getTrace(id, options)),
    cancelRun: (id, options) => call(options, store => store.cancelRun(id, options)),
    killRun: (id, options) => act(options, store => store.killRun?.(id, options)),
    memberStarts: options => call(options, store => store.memberStarts?.(options)),
    startRun: (request, options) => call(options, store => store.startRun(request, options)),
    restartRun: (id, options) => act(options, store => store.restartRun?.(id, options)),
    performVerb: (id, request, options) => act(options, store => store.performVerb?.(id, request, options)),
    missing: () => opened?.missing?.() ?? [],
    check: options => call(options, store => store.check?.(options)),
    about: options => call(options, store => store.about?.(options)),
    changes: signal => changesOnceOpen(get, signal),
    close: async () => {
      isClosed = true;
      await opening?.then(store => store.close()).catch(ignoreExpected);
    },
  };
}

async function* changesOnceOpen(
  get: () => Promise<RunStore>,
  signal: AbortSignal,
): AsyncGenerator<Change, void> {
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      const store = await get();
      yield { type: 'changed' };
      yield* store.changes(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      yield { type: 'error', error };
    }
    await sleep(doublingMs(tries, firstRetryMs, mostRetryMs), signal);
  }
}
