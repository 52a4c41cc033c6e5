import {
  type CancelResult,
  type Capabilities,
  type Change,
  type RunStore,
  sortFields,
  type TargetInfo,
} from '../contract/run-store.ts';
import { InspectorError } from '../model/errors.ts';

type Late = {
  readonly target: TargetInfo;
  readonly open: () => Promise<RunStore>;
};

/** Until the store is there to say what it can. */
const expected: Capabilities = { cancel: true, kill: false, start: false, live: true, sorts: sortFields };
const firstPauseMs = 1_000;
const longestPauseMs = 15_000;

/**
 * A store that opens when it is first asked, and tries again when that fails: what is out of reach can be
 * waited for.
 */
export function createLateStore({ target, open }: Late): RunStore {
  let opened: RunStore | undefined;
  let opening: Promise<RunStore> | undefined;
  let isClosed = false;
  const get = (): Promise<RunStore> => {
    if (isClosed) return Promise.reject(new InspectorError('conflict', `${target.location} was closed`));
    opening ??= open().then(
      store => {
        opened = store;
        return store;
      },
      error => {
        opening = undefined;
        throw error;
      },
    );
    return opening;
  };
  const ask = async <T>(signal: AbortSignal | undefined, question: (store: RunStore) => Promise<T>) => {
    const store = await get();
    signal?.throwIfAborted();
    return question(store);
  };
  return {
    target,
    get can() {
      return opened?.can ?? expected;
    },
    listRuns: (query, options) => ask(options.signal, store => store.listRuns(query, options)),
    counts: options => ask(options?.signal, store => store.counts(options)),
    workflows: options => ask(options?.signal, store => store.workflows(options)),
    suggest: (field, prefix, options) => ask(options?.signal, store => store.suggest(field, prefix, options)),
    getRun: (id, options) => ask(options?.signal, store => store.getRun(id, options)),
    getTrace: (id, options) => ask(options?.signal, store => store.getTrace(id, options)),
    cancelRun: (id, options) => ask(options?.signal, store => store.cancelRun(id, options)),
    killRun: (id, options) =>
      ask(
        options?.signal,
        async (store): Promise<CancelResult> =>
          (await store.killRun?.(id, options)) ?? { type: 'unsupported' },
      ),
    startRun: (request, options) => ask(options?.signal, store => store.startRun(request, options)),
    missing: () => opened?.missing?.() ?? [],
    about: options => ask(options?.signal, async store => store.about?.(options)),
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
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      const store = await get();
      yield { type: 'changed' };
      return yield* drain(store.changes(signal));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      yield { type: 'error', error };
    }
    await rest(pauseMs, signal);
  }
}

async function* drain(changes: AsyncIterable<Change>): AsyncGenerator<Change, void> {
  yield* changes;
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

function ignoreUnopened(error: unknown): void {
  if (!(error instanceof InspectorError)) throw error;
}
