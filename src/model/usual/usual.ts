import { type RunSummary, runningMs, type Usual } from '../run.ts';
import { isActive } from '../status.ts';
import { formatDuration } from '../text/formats.ts';

/** Newest successes of a workflow that are read. */
export const recentSuccesses = 100;
/** Fewer successes have no usual time. */
const fewestSuccesses = 5;

type Timed = Pick<RunSummary, 'startedAt' | 'finishedAt' | 'pausedMs' | 'pausedAt'>;

/** By the newest successes of a workflow, without the time that they slept or waited. */
export function usualOfRuns(successes: readonly Timed[]): Usual | undefined {
  return usualOf(
    successes.flatMap(run => (run.finishedAt === undefined ? [] : (runningMs(run, run.finishedAt) ?? []))),
  );
}

/** `undefined` for too few. Quantiles are durations that occurred (nearest rank). */
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

/** Takes runs newest first. */
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

export function workflowsOf(runs: readonly WorkflowName[]): readonly WorkflowName[] {
  return [...new Map(runs.map(({ kind, name }) => [workflowKey({ kind, name }), { kind, name }])).values()];
}

export function createUsualAdder(
  workflows: readonly WorkflowUsual[],
): <Summary extends RunSummary>(run: Summary) => Summary {
  const found = new Map(workflows.map(one => [workflowKey(one), one.usual]));
  return run => ({ ...run, usual: found.get(workflowKey(run)) });
}

/** How many times as long as usual. */
export function slowness(ms: number, usual: Usual): number {
  return ms / divisorOf(usual);
}

/** Running times are divided by it for their slowness. */
export function divisorOf({ medianMs }: Usual): number {
  return Math.max(1, medianMs);
}

/** The time to compare with the usual, without pauses, in ms; `undefined` if unknown, or before the start. */
export function comparedMs(run: RunSummary, now: number): number | undefined {
  return run.status === 'unknown' && isActive(run) ? undefined : runningMs(run, now);
}

/** `undefined` without a time or a usual one. */
export function runSlowness(run: RunSummary, now: number): number | undefined {
  const ms = comparedMs(run, now);
  return ms === undefined || run.usual === undefined ? undefined : slowness(ms, run.usual);
}

/** How many times as long as usual, if that is worth a mark. */
export function remarkableSlowness(run: RunSummary, now: number): number | undefined {
  const ms = comparedMs(run, now);
  return ms !== undefined && run.usual && isSlow(ms, run.usual) ? slowness(ms, run.usual) : undefined;
}

const leastSlowness = 1.5;
/** Smaller differences may come from the clock. */
const leastMsMore = 10;

/** Whether a time is clearly above the median, and as long as the longest successes. */
export function isSlow(ms: number, usual: Usual): boolean {
  const isMore = slowness(ms, usual) >= leastSlowness && ms - usual.medianMs >= leastMsMore;
  return isMore && ms >= usual.p95Ms;
}

/** `0.4×`, `3.1×`, `12×`, `>999×`. */
export function formatSlowness(times: number): string {
  if (times >= 999.5) return '>999×';
  if (times >= 9.95) return `${Math.round(times)}×`;
  return times < 0.05 ? '<0.1×' : `${times.toFixed(1)}×`;
}

/** `usually 1.6s`, or `3.1× the usual 1.6s` for a slow one. */
export function usualWords(ms: number | undefined, usual: Usual): string {
  const median = formatDuration(usual.medianMs);
  if (ms === undefined || !isSlow(ms, usual)) return `usually ${median}`;
  return `${formatSlowness(slowness(ms, usual))} the usual ${median}`;
}
