import { doublingMs } from '../async/backoff.ts';
import { sleep } from '../async/sleep.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import { sortFields } from '../contract/lists/sort.ts';
import type { CancelResult, Change, RunStore } from '../contract/run-store.ts';
import type { StartResult } from '../contract/starts/start-request.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import type { VerbResult } from '../contract/verbs.ts';
import { InspectorError } from '../model/errors.ts';

type LazyStore = {
  readonly target: TargetInfo;
  readonly open: () => Promise<RunStore>;
  /** What is assumed until the store is open. */
  readonly can?: Capabilities;
  /** Set where it is being opened already. */
  readonly opening?: Promise<RunStore>;
};

const expected: Capabilities = { cancel: true, kill: false, start: false, live: true, sorts: sortFields };
const unsupported = { type: 'unsupported' } as const;
const firstRetryMs = 1_000;
const mostRetryMs = 15_000;

/** A store that its first call opens, or the next one after a failure, so that it can wait for a server. */
export function createLazyStore({ target, can = expected, open, opening: begun }: LazyStore): RunStore {
  let opened: RunStore | undefined;
  let isClosed = false;
  const keep = (work: Promise<RunStore>): Promise<RunStore> =>
    work.then(
      store => {
        opened = store;
        return store;
      },
      error => {
        opening = undefined;
        throw error;
      },
    );
  let opening = begun && keep(begun);
  opening?.catch(ignoreUnopened);
  const get = (): Promise<RunStore> => {
    if (isClosed) return Promise.reject(new InspectorError('conflict', `${target.location} was closed`));
    opening ??= keep(open());
    return opening;
  };
  const call = async <T>(signal: AbortSignal | undefined, use: (store: RunStore) => Promise<T>) => {
    const store = await get();
    signal?.throwIfAborted();
    return use(store);
  };
  return {
    get target() {
      return opened?.target ?? target;
    },
    get can() {
      return opened?.can ?? can;
    },
    listRuns: (query, options) => call(options.signal, store => store.listRuns(query, options)),
    counts: options => call(options?.signal, store => store.counts(options)),
    workflows: options => call(options?.signal, store => store.workflows(options)),
    suggest: (field, prefix, options) =>
      call(options?.signal, store => store.suggest(field, prefix, options)),
    failures: (query, options) => call(options.signal, async store => store.failures?.(query, options)),
    explainFailures: (query, options) =>
      call(options.signal, async store => store.explainFailures?.(query, options)),
    lateRuns: options => call(options.signal, async store => store.lateRuns?.(options)),
    failureMarks: {
      list: options => call(options?.signal, async store => store.failureMarks?.list(options)),
      put: (mark, options) =>
        call(options?.signal, async store => (await store.failureMarks?.put(mark, options)) ?? unsupported),
      remove: (id, options) =>
        call(options?.signal, async store => (await store.failureMarks?.remove(id, options)) ?? unsupported),
    },
    getRun: (id, options) => call(options?.signal, store => store.getRun(id, options)),
    getSteps: (id, options) => call(options?.signal, async store => store.getSteps?.(id, options)),
    getTrace: (id, options) => call(options?.signal, store => store.getTrace(id, options)),
    cancelRun: (id, options) => call(options?.signal, store => store.cancelRun(id, options)),
    killRun: (id, options) =>
      call(
        options?.signal,
        async (store): Promise<CancelResult> => (await store.killRun?.(id, options)) ?? unsupported,
      ),
    memberStarts: options => call(options?.signal, async store => store.memberStarts?.(options)),
    startRun: (request, options) => call(options?.signal, store => store.startRun(request, options)),
    restartRun: (id, options) =>
      call(
        options?.signal,
        async (store): Promise<StartResult> => (await store.restartRun?.(id, options)) ?? unsupported,
      ),
    performVerb: (id, request, options) =>
      call(
        options?.signal,
        async (store): Promise<VerbResult> =>
          (await store.performVerb?.(id, request, options)) ?? unsupported,
      ),
    missing: () => opened?.missing?.() ?? [],
    check: options => call(options?.signal, async store => store.check?.(options)),
    about: options => call(options?.signal, async store => store.about?.(options)),
    changes: signal => changesOnceOpen(get, signal),
    close: async () => {
      isClosed = true;
      await opening?.then(store => store.close()).catch(ignoreUnopened);
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

function ignoreUnopened(error: unknown): void {
  if (!(error instanceof InspectorError)) throw error;
}
