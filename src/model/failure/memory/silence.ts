import type { ShownFailures } from './failure-mark.ts';
import { failuresAfter, type Remembered, toShown } from './shown-failures.ts';

/** Successful runs of the group's workflows since its last failure. */
export type RunsSince = {
  readonly count: number;
  /** Set where counting ended before all were counted. */
  readonly isMore?: true;
};

const leastSilenceMs = 3_600_000;
/** Of the usual time between two failures. */
const timesUsual = 3;

/** How long a group has to be silent until that is not its usual pause between two failures. */
function unusualSilence({ firstAt, lastAt, count }: ShownFailures): number {
  const usual = count > 1 ? (lastAt - firstAt) / (count - 1) : 0;
  return Math.max(leastSilenceMs, usual * timesUsual);
}

/**
 * Whether the group has not failed for longer than usual: then its successful runs are worth counting. What
 * was seen of it before tells what is usual where a filter shows few of its failures.
 */
export function isSilent(group: Remembered, now: number, seen: readonly ShownFailures[] = []): boolean {
  const silence = now - group.last.at;
  return [toShown(group), ...seen].every(shown => silence >= unusualSilence(shown));
}

/** Whether the group failed again after such a silence, which followed what was shown. */
export function isBackAfter(group: Remembered, shown: ShownFailures): boolean {
  const { lastAt } = shown;
  const isSingle = failuresAfter(group, lastAt) === 1 && group.last.at > lastAt;
  const next = isSingle ? group.last.at : group.times.find(([start]) => start > lastAt)?.[0];
  return next !== undefined && next - lastAt >= unusualSilence(shown);
}
