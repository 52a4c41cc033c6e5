import { type RunSummary, runAddress } from '../model/run.ts';
import type { RunParts } from '../model/share/shared-fields.ts';
import type { RunStore } from './run-store.ts';

/** Reads what runs are compared by, in the order of the runs. */
export type ReadParts = (
  runs: readonly RunSummary[],
  signal: AbortSignal | undefined,
) => Promise<readonly RunParts[]>;

const requestsAtOnce = 8;

/** Reads the runs one by one, a few at once. A run that is gone meanwhile has no parts. */
export function partsOfRuns(store: Pick<RunStore, 'getRun'>): ReadParts {
  const include = { steps: true, lazyPayloads: true };
  return async (runs, signal) => {
    const parts: RunParts[] = [];
    const open = runs.entries();
    const readOn = async () => {
      for (const [place, run] of open) {
        signal?.throwIfAborted();
        const found = await store.getRun(runAddress(run), { include, signal });
        parts[place] = { input: found?.input, raw: found?.raw, steps: found?.steps };
      }
    };
    await Promise.all(Array.from({ length: requestsAtOnce }, readOn));
    return parts;
  };
}

/** So many items at most, evenly spread. */
export function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from(
    { length: count },
    (_, place) => items[Math.floor((place * items.length) / count)],
  ).filter(item => item !== undefined);
}
