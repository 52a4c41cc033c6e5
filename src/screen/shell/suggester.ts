import { untilAborted } from '../../async/deadline.ts';
import { sleep } from '../../async/sleep.ts';
import type { RunStore, SuggestField } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';

/** The delay after which a filter is applied without waiting for suggested values. */
const lateAfterMs = 400;
const typingPauseMs = 100;

export type Suggester = {
  /** Requests values of a field; calls `onLate` if they take long. */
  readonly suggest: (
    field: SuggestField,
    prefix: string,
    onValues: (values: readonly string[]) => void,
    onLate: () => void,
  ) => Promise<void>;
  /** Resolves once the last request has ended. */
  readonly settled: () => Promise<void>;
  readonly stop: () => void;
};

/** Requests suggestions from the store; a new request aborts the previous one. */
export function createSuggester(store: () => RunStore): Suggester {
  let request = new AbortController();
  let latest: Promise<void> = Promise.resolve();

  const suggest: Suggester['suggest'] = async (field, prefix, onValues, onLate) => {
    request.abort();
    request = new AbortController();
    const { signal } = request;
    const late = setTimeout(onLate, lateAfterMs);
    signal.addEventListener('abort', () => clearTimeout(late), { once: true });
    try {
      if (store().target.isRemote) await sleep(typingPauseMs, signal);
      signal.throwIfAborted();
      const values = await untilAborted(store().suggest(field, prefix, { signal }), signal);
      clearTimeout(late);
      onValues(values);
    } catch (error) {
      clearTimeout(late);
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      onValues([]);
    }
  };

  return {
    suggest: (...request) => {
      latest = suggest(...request);
      return latest;
    },
    settled: () => latest,
    stop: () => request.abort(),
  };
}
