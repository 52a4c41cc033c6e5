import type { ListOptions } from '../../contract/lists/run-page.ts';
import { readRecentSuccesses } from '../../contract/reading/recent-successes.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { RunSummary } from '../../model/run.ts';
import {
  createUsualAdder,
  usualOfRuns,
  type WorkflowUsual,
  workflowKey,
  workflowsOf,
} from '../../model/usual/usual.ts';

const freshMs = 30_000;
const mostKept = 1_000;

/** Adds what is usual to runs of a server that does not: a list of successes for each workflow. */
export function createUsualOfLists(store: Pick<RunStore, 'listRuns'>) {
  const known = new Map<string, { readonly at: number; readonly usual: readonly WorkflowUsual[] }>();
  return async (
    runs: readonly RunSummary[],
    { now, signal }: Pick<ListOptions, 'now' | 'signal'>,
  ): Promise<readonly RunSummary[]> => {
    const found: WorkflowUsual[] = [];
    for (const workflow of workflowsOf(runs)) {
      const key = workflowKey(workflow);
      const before = known.get(key);
      const isFresh = before !== undefined && performance.now() - before.at < freshMs;
      const usual = isFresh
        ? undefined
        : usualOfRuns(await readRecentSuccesses(store, workflow, { now, signal }));
      const current = isFresh ? before.usual : usual ? [{ ...workflow, usual }] : [];
      if (known.size >= mostKept) known.clear();
      if (!isFresh) known.set(key, { at: performance.now(), usual: current });
      found.push(...current);
    }
    return runs.map(createUsualAdder(found));
  };
}
