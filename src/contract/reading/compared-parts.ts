import { type RunSummary, runAddress } from '../../model/run.ts';
import type { RunParts } from '../../model/share/shared-fields.ts';
import type { RunStore } from '../run-store.ts';
import type { TargetInfo } from '../target-info.ts';

/** Called once the parts are needed: parsing them may take long. */
export type ParseParts = () => RunParts;

/** Resolves to the parts by which runs are compared, in the order of the runs. */
export type ReadParts = (
  runs: readonly RunSummary[],
  options: ReadPartsOptions,
) => Promise<readonly ParseParts[]>;

type ReadPartsOptions = {
  readonly signal?: AbortSignal;
  /** Yields to the event loop when due: a local store may answer at once. */
  readonly pause: () => Promise<void> | undefined;
};

/** Reads on this thread gain nothing by running several at once: each would delay a key. */
const readsAtOnce = 2;
const requestsAtOnce = 8;

/** Reads the runs one by one, a few at once. A run that is gone meanwhile has no parts. */
export function partsOfRuns({ getRun, target }: Pick<RunStore, 'getRun' | 'target'>): ReadParts {
  const length = isAnyRemote(target) ? requestsAtOnce : readsAtOnce;
  const include = { steps: true, lazyPayloads: true };
  return async (runs, { signal, pause }) => {
    const parts: ParseParts[] = [];
    const open = runs.entries();
    const readOn = async () => {
      for (const [place, run] of open) {
        signal?.throwIfAborted();
        const found = await getRun(runAddress(run), { include, signal });
        await pause();
        parts[place] = () => ({ input: found?.input, raw: found?.raw, steps: found?.steps });
      }
    };
    await Promise.all(Array.from({ length }, readOn));
    return parts;
  };
}

/** A list of several targets counts as remote, even where each of them is read on this thread. */
export function isAnyRemote({ members, isRemote }: TargetInfo): boolean {
  return members ? members.some(isAnyRemote) : isRemote === true;
}

export function sampleEvenly<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from(
    { length: count },
    (_, place) => items[Math.floor((place * items.length) / count)],
  ).filter(item => item !== undefined);
}
