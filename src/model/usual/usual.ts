import { type RunSummary, runningMs, type Usual } from '../run.ts';

/** How many of the newest successes of a workflow are read. */
export const recentSuccesses = 100;
/** With fewer successes, nothing is known to be usual. */
const fewestSuccesses = 5;

type Timed = Pick<RunSummary, 'startedAt' | 'finishedAt' | 'pausedMs' | 'pausedAt'>;

/** What is usual by the newest successes of a workflow, without the time that they slept or waited. */
export function usualOfRuns(successes: readonly Timed[]): Usual | undefined {
  return usualOf(
    successes.flatMap(run => (run.finishedAt === undefined ? [] : (runningMs(run, run.finishedAt) ?? []))),
  );
}

/** `undefined` where there are too few. Quantiles are durations that occurred: those of the nearest rank. */
export function usualOf(durations: readonly number[]): Usual | undefined {
  if (durations.length < fewestSuccesses) return undefined;
  const sorted = [...durations].sort((a, b) => a - b);
  return { medianMs: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

export type WorkflowName = Pick<RunSummary, 'kind' | 'name'>;

export type WorkflowUsual = WorkflowName & { readonly usual: Usual };

export function workflowKey({ kind, name }: WorkflowName): string {
  return `${kind} ${name}`;
}

/** Collects the newest successes of each workflow from runs that come newest first. */
export function createRecentSuccesses() {
  const byWorkflow = new Map<string, { readonly workflow: WorkflowName; readonly runs: Timed[] }>();
  return {
    add({ kind, name, status, ...times }: RunSummary): void {
      if (status !== 'success') return;
      const key = workflowKey({ kind, name });
      const found = byWorkflow.get(key) ?? { workflow: { kind, name }, runs: [] };
      byWorkflow.set(key, found);
      if (found.runs.length < recentSuccesses) found.runs.push(times);
    },
    usual(): readonly WorkflowUsual[] {
      return [...byWorkflow.values()].flatMap(({ workflow, runs }) => {
        const usual = usualOfRuns(runs);
        return usual ? [{ ...workflow, usual }] : [];
      });
    },
  };
}

/** Each workflow once. */
export function workflowsOf(runs: readonly WorkflowName[]): readonly WorkflowName[] {
  return [...new Map(runs.map(({ kind, name }) => [workflowKey({ kind, name }), { kind, name }])).values()];
}

/** Adds what is usual for its workflow to a run. */
export function createUsualAdder(
  workflows: readonly WorkflowUsual[],
): <Summary extends RunSummary>(run: Summary) => Summary {
  const found = new Map(workflows.map(one => [workflowKey(one), one.usual]));
  return run => ({ ...run, usual: found.get(workflowKey(run)) });
}
