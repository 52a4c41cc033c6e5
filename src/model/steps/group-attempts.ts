import type { Step } from '../run.ts';

/** All attempts of one step, in order; never empty. */
export type Attempts = readonly Step[];

const stepsAtOnce = 500;

/** The steps of a list of attempts, in the order of their first attempts; yields now and then. */
export function* groupAttempts(steps: readonly Step[]): Generator<undefined, readonly Attempts[]> {
  const groups: Step[][] = [];
  const failed = new Map<string, Retriable>();
  const others = new Map<string, Retriable>();
  for (const [index, step] of steps.entries()) {
    if (index % stepsAtOnce === 0) yield;
    const before = keyOf(step, step.attempt - 1);
    const retried =
      step.attempt > 1 ? (takeRetried(failed.get(before)) ?? takeRetried(others.get(before))) : undefined;
    const group = retried ?? [];
    if (!retried) groups.push(group);
    group.push(step);
    if (step.status === 'success') continue;
    const kept = step.status === 'failed' ? failed : others;
    const key = keyOf(step, step.attempt);
    const same = kept.get(key) ?? { groups: [], givenUp: [], latestStart: 0 };
    kept.set(key, same);
    add(same, group);
  }
  return groups;
}

/** Steps of one name and parent whose last attempts have the same number, and have no next one yet. */
type Retriable = {
  /** By the end of the last attempt. */
  readonly groups: Step[][];
  /** Those that had ended when another one began. */
  readonly givenUp: Step[][];
  latestStart: number;
};

function keyOf({ parentId = '', name }: Step, attempt: number): string {
  return `${attempt}\n${parentId}\n${name}`;
}

function add(same: Retriable, group: Step[]): void {
  const end = endOf(group);
  let low = 0;
  let high = same.groups.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(same.groups[middle]) <= end) low = middle + 1;
    else high = middle;
  }
  same.groups.splice(low, 0, group);
  same.latestStart = Math.max(same.latestStart, startOf(group));
}

/**
 * The step that is tried again: the one that ended first. One that had ended when the next one began was
 * given up by a program that goes on, unless there is no other: then its pause was longer.
 */
function takeRetried(same: Retriable | undefined): Step[] | undefined {
  if (!same) return undefined;
  for (let first = same.groups.shift(); first; first = same.groups.shift()) {
    const isGivenUp = endOf(first) <= same.latestStart && startOf(first) !== same.latestStart;
    if (!isGivenUp) return first;
    same.givenUp.push(first);
  }
  return same.givenUp.pop();
}

function startOf(group: Attempts): number {
  return group.at(-1)?.startedAt ?? 0;
}

function endOf(group: Attempts | undefined): number {
  return group?.at(-1)?.finishedAt ?? Number.MAX_VALUE;
}
