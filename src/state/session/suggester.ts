import { sleep } from '../../async/sleep.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import type { RunStore, SuggestField } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';

/** How long a filter waits for what could complete it, before it is asked for as it stands. */
const patienceMs = 400;
const typingPauseMs = 100;

export type Suggester = {
  /** Takes values that a field may have; `onLate` is called once when they have not come for a while. */
  readonly suggest: (
    field: SuggestField,
    prefix: string,
    onValues: (values: readonly string[]) => void,
    onLate: () => void,
  ) => Promise<void>;
  /** Gives up what was asked for last. */
  readonly stop: () => void;
};

/** Asks the store for values as they are typed, one question at a time: a new one aborts the one before. */
export function createSuggester(store: () => RunStore): Suggester {
  let asking = new AbortController();
  const stop = (): void => asking.abort();
  return {
    stop,
    suggest: async (field, prefix, onValues, onLate) => {
      asking.abort();
      asking = new AbortController();
      const { signal } = asking;
      const late = setTimeout(onLate, patienceMs);
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
    },
  };
}
