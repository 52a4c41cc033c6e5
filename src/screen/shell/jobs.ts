import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { untilAborted } from '../../async/deadline.ts';
import { sleep } from '../../async/sleep.ts';
import { InspectorError } from '../../model/errors.ts';
import type { LongTask, NextStep, Reaction, ReaderContext, State, Suggester, Task, Work } from './state.ts';

/** `again` has it read once more, that many ms after this read has ended. */
export type Read = (signal: AbortSignal, again: (afterMs: number) => void) => Promise<void>;

/** Reads one thing at a time: the newest request wins. */
export type Job = {
  /** Aborts the read under way and starts another; resolves once that has ended. */
  readonly start: (read: Read, delayMs?: number) => Promise<void>;
  readonly isBusy: () => boolean;
  readonly stop: () => void;
};

type Current = { readonly abort: AbortController; timer?: NodeJS.Timeout };

/** Most jobs ignore an expected failure: the list reads the same store and reports it. */
export function createJob(
  { run }: Pick<ReaderContext, 'run'>,
  onFailure: (error: InspectorError) => void = () => {},
): Job {
  let current: Current | undefined;

  const stop = (): void => {
    clearTimeout(current?.timer);
    current?.abort.abort();
    current = undefined;
  };

  const perform = async (own: Current, read: Read): Promise<void> => {
    const { signal } = own.abort;
    own.timer = undefined;
    try {
      let restMs: number | undefined;
      const again = (afterMs: number): void => {
        restMs = afterMs;
      };
      await untilAborted(read(signal, again), signal);
      if (restMs !== undefined && !signal.aborted) own.timer = plan(own, read, restMs);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      onFailure(error);
    } finally {
      if (current === own && own.timer === undefined) current = undefined;
    }
  };

  const plan = (own: Current, read: Read, ms: number): NodeJS.Timeout =>
    setTimeout(() => run(() => perform(own, read)), ms);

  return {
    stop,
    isBusy: () => current !== undefined,
    start: async (read, delayMs = 0) => {
      stop();
      const own: Current = { abort: new AbortController() };
      current = own;
      if (delayMs > 0) own.timer = plan(own, read, delayMs);
      else await perform(own, read);
    },
  };
}

/** Resolves with `undefined` after an abort or an expected failure, as while the store is away. */
export async function unlessAway<Result>(
  read: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (signal?.aborted || error instanceof InspectorError) return undefined;
    throw error;
  }
}

type Shown<Key> = {
  readonly shown: (state: State) => Key | undefined;
  /** Whether one read serves both keys. */
  readonly isSame?: (one: Key, other: Key) => boolean;
  readonly read: (key: Key, ...args: Parameters<Read>) => Promise<void>;
  /** What is shown for a shorter time is not read. */
  readonly delayMs?: number;
};

/** Reads what is shown: anew for another key, and no longer once it is gone. */
export function readWhileShown<Key>(
  context: Pick<ReaderContext, 'run'>,
  { shown, isSame = Object.is, read, delayMs }: Shown<Key>,
): Reaction {
  const job = createJob(context);
  let last: { readonly key: Key } | undefined;
  const stop = (): void => {
    last = undefined;
    job.stop();
  };
  const react = (_: State, state: State): void => {
    const key = shown(state);
    if (key === undefined) return last && stop();
    if (last && isSame(last.key, key)) return;
    last = { key };
    context.run(() => job.start((...args) => read(key, ...args), delayMs));
  };
  return { react, stop };
}

export type Reader = {
  /** Calls during a read share one more read. */
  readonly load: () => Promise<void>;
  /** Aborts the read under way, and forgets the one that waits for it. */
  readonly stop: () => void;
};

export function createReader(
  context: Pick<ReaderContext, 'run'>,
  read: Read,
  onFailure?: Parameters<typeof createJob>[1],
): Reader {
  const job = createJob(context, onFailure);
  const load = coalesceCalls(() => job.start(read));
  return {
    load,
    stop: () => {
      load.forget();
      job.stop();
    },
  };
}

type Freshness = { readonly now: () => number; readonly forMs: number; readonly most: number };

/** Values that are valid for `forMs`; all are dropped once there are `most`. */
export function createFreshValues<Value>({ now, forMs, most }: Freshness) {
  const known = new Map<string, { readonly at: number; readonly value: Value }>();
  return {
    get: (key: string): Value | undefined => {
      const one = known.get(key);
      return one && now() - one.at < forMs ? one.value : undefined;
    },
    set: (key: string, value: Value): void => {
      if (known.size >= most) known.clear();
      known.set(key, { at: now(), value });
    },
    clear: () => known.clear(),
  };
}

type CurrentTask = {
  readonly kind: Task['kind'];
  readonly abort: AbortController;
  readonly show: () => void;
  next?: NextStep;
};

const shownAfterMs = 200;

/** One long work at a time, which Esc stops. */
export function createLongTask(dispatch: ReaderContext['dispatch']): LongTask {
  let current: CurrentTask | undefined;

  const stop = (kind = current?.kind): boolean => {
    if (!current || current.kind !== kind) return false;
    current.abort.abort();
    current = undefined;
    dispatch({ type: 'task-moved', kind });
    return true;
  };

  const start = async ({ kind, text }: Task, work: Work): Promise<void> => {
    stop();
    let latest = text;
    let isLate = false;
    const showLatest = (): void => {
      if (!isLate || current !== own) return;
      dispatch({ type: 'task-moved', kind, task: { kind, text: latest, next: own.next?.label } });
    };
    const own: CurrentTask = { kind, abort: new AbortController(), show: showLatest };
    const { signal } = own.abort;
    current = own;
    const report = (next: string): void => {
      latest = next;
      showLatest();
    };
    const timer = setTimeout(() => {
      isLate = true;
      showLatest();
    }, shownAfterMs);
    let next: NextStep | undefined;
    try {
      await untilAborted(work(signal, report), signal);
      next = own.next;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      if (current === own) stop();
    }
    next?.act();
  };

  const afterJump = (next: NextStep): boolean => {
    if (current?.kind !== 'jump') return false;
    current.next = next;
    current.show();
    return true;
  };

  return { start, stop, afterJump };
}

/** The delay after which a filter is applied without waiting for suggested values. */
const lateAfterMs = 400;
const typingPauseMs = 100;

export function createSuggester(context: Pick<ReaderContext, 'run' | 'store'>): Suggester {
  const { store } = context;
  const job = createJob(context);
  let latest: Promise<void> = Promise.resolve();

  const suggest: Suggester['suggest'] = (field, prefix, onValues, onLate) => {
    latest = job.start(async signal => {
      const late = setTimeout(onLate, lateAfterMs);
      signal.addEventListener('abort', () => clearTimeout(late), { once: true });
      if (store().target.isRemote) await sleep(typingPauseMs, signal);
      if (signal.aborted) return;
      const values = await unlessAway(() => store().suggest(field, prefix, { signal }), signal);
      if (signal.aborted) return;
      clearTimeout(late);
      onValues(values ?? []);
    });
    return latest;
  };

  return { suggest, settled: () => latest, stop: job.stop };
}
