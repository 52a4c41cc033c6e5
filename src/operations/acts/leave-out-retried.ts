import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { createRunCounts } from '../run-counts.ts';
import { actOnRuns } from './act-on-runs.ts';
import type { FoundRun, FoundRuns } from './find-runs.ts';

type RetriedRequest = {
  readonly store: Pick<RunStore, 'getRun' | 'target'>;
  readonly signal: AbortSignal;
  readonly onChecked?: (runs: number) => void;
};

/**
 * The addresses of the runs that were run again since. Engines do not tell: there it is empty. A run that
 * cannot be read counts as not run again.
 */
export async function findRetried(
  runs: readonly FoundRun[],
  { store, signal, onChecked }: RetriedRequest,
): Promise<ReadonlySet<string>> {
  const retried = new Set<string>();
  if (store.target.isEngine) return retried;
  let checked = 0;
  const perform = async (address: string): Promise<void> => {
    if (await wasRunAgain(store, address, signal)) retried.add(address);
  };
  const onOutcome = (): void => {
    checked += 1;
    onChecked?.(checked);
  };
  await actOnRuns({ addresses: runs.map(({ address }) => address), perform, stop: signal, onOutcome });
  signal.throwIfAborted();
  return retried;
}

async function wasRunAgain(
  store: RetriedRequest['store'],
  address: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const run = await store.getRun(address, { include: { lazyPayloads: true }, signal });
    return (run?.retries ?? []).length > 0;
  } catch (error) {
    if (signal.aborted || !(error instanceof InspectorError)) throw error;
    return false;
  }
}

/** The runs without some of them, counted anew. */
export function withoutRuns(found: FoundRuns, left: ReadonlySet<string>): FoundRuns {
  if (left.size === 0) return found;
  return withRuns(
    found,
    found.runs.filter(({ address }) => !left.has(address)),
  );
}

/** Some of the runs, counted anew. */
export function withRuns({ isCut }: FoundRuns, runs: readonly FoundRun[]): FoundRuns {
  const counts = createRunCounts();
  for (const { kind, name, statusKey } of runs) counts.add({ kind, name, status: statusKey });
  return { runs, counts: counts.list(), isCut };
}
