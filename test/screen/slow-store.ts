import type { RunStore } from '../../src/contract/run-store.ts';
import type { TargetInfo } from '../../src/contract/target-info.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';

type Method = 'listRuns' | 'counts' | 'getRun' | 'getTrace' | 'suggest' | 'cancelRun';

export type SlowStore = {
  readonly store: RunStore;
  /** What is far away: changes, failures and what was asked. */
  readonly inner: MemoryStore;
  /** Ms until an answer comes; `Infinity` for never. */
  latencyMs: number;
  /** Questions under way just now, and the most there ever were at once. */
  readonly inFlight: Readonly<Record<Method, number>>;
  readonly mostInFlight: Readonly<Record<Method, number>>;
  readonly begun: Readonly<Record<Method, number>>;
  readonly aborted: Readonly<Record<Method, number>>;
};

const none = () => ({ listRuns: 0, counts: 0, getRun: 0, getTrace: 0, suggest: 0, cancelRun: 0 });

export const farTarget: TargetInfo = {
  name: 'prod',
  kind: 'http',
  isRemote: true,
  location: 'https://runs.example.com',
  reason: 'argument',
};

/** A store behind a network: every answer takes its time, half of it on the way there. */
export function createSlowStore(
  runs: Parameters<typeof createMemoryStore>[0],
  latencyMs: number,
  target: TargetInfo = farTarget,
): SlowStore {
  const inner = createMemoryStore(runs, { input: { email: 'ada@example.com' } });
  const inFlight = none();
  const mostInFlight = none();
  const begun = none();
  const aborted = none();
  const ask = async <T>(method: Method, signal: AbortSignal | undefined, answer: () => Promise<T>) => {
    begun[method] += 1;
    inFlight[method] += 1;
    let isUnderWay = true;
    const leave = () => {
      if (isUnderWay) inFlight[method] -= 1;
      isUnderWay = false;
    };
    signal?.addEventListener('abort', leave, { once: true });
    mostInFlight[method] = Math.max(mostInFlight[method], inFlight[method]);
    try {
      await travel(slow.latencyMs / 2, signal);
      const answered = await answer();
      await travel(slow.latencyMs / 2, signal);
      return answered;
    } finally {
      if (signal?.aborted) aborted[method] += 1;
      leave();
    }
  };
  const store: RunStore = {
    ...inner,
    target,
    listRuns: (query, options) => ask('listRuns', options.signal, () => inner.listRuns(query, options)),
    counts: options => ask('counts', options?.signal, () => inner.counts(options)),
    getRun: (id, options) => ask('getRun', options?.signal, () => inner.getRun(id, options)),
    getTrace: (id, options) => ask('getTrace', options?.signal, () => inner.getTrace(id, options)),
    suggest: (field, prefix, options) =>
      ask('suggest', options?.signal, () => inner.suggest(field, prefix, options)),
    cancelRun: (id, options) => ask('cancelRun', options?.signal, () => inner.cancelRun(id, options)),
  };
  const slow: SlowStore = { store, inner, latencyMs, inFlight, mostInFlight, begun, aborted };
  return slow;
}

function travel(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
  });
}
