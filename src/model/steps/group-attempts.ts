import type { Step } from '../run.ts';
import { createFirstOut, type FirstOut } from './first-out.ts';

/** All attempts of one step, in order. */
export type Attempts = readonly [first: Step, ...others: Step[]];

type OpenGroup = [first: Step, ...others: Step[]];

const stepsAtOnce = 500;

/** The steps of a list of attempts, in the order of their first attempts; yields now and then. */
export function* groupAttempts(steps: readonly Step[]): Generator<undefined, readonly Attempts[]> {
  const groups: OpenGroup[] = [];
  const failed = new Map<string, Retriable>();
  const others = new Map<string, Retriable>();
  for (const [index, step] of steps.entries()) {
    if (index % stepsAtOnce === 0) yield;
    const before = keyOf(step, step.attempt - 1);
    const retried =
      step.attempt > 1 ? (takeRetried(failed.get(before)) ?? takeRetried(others.get(before))) : undefined;
    const group = retried ?? [step];
    if (retried) retried.push(step);
    else groups.push(group);
    if (step.status === 'success') continue;
    const kept = step.status === 'failed' ? failed : others;
    const key = keyOf(step, step.attempt);
    const same = kept.get(key) ?? { byEnd: createFirstOut(), givenUp: [], latestStart: 0 };
    kept.set(key, same);
    same.byEnd.add(group, endOf(group));
    same.latestStart = Math.max(same.latestStart, startOf(group));
  }
  return groups;
}

/** Steps of one name and parent whose last attempts have the same number, and have no next one yet. */
type Retriable = {
  /** By the end of the last attempt. */
  readonly byEnd: FirstOut<OpenGroup>;
  /** Those that had ended when another one began. */
  readonly givenUp: OpenGroup[];
  latestStart: number;
};

function keyOf({ parentId = '', name }: Step, attempt: number): string {
  return `${attempt}\n${parentId}\n${name}`;
}

/**
 * The step that is tried again: the one that ended first. One that had ended when the next one began was
 * given up by a program that goes on, unless there is no other: then its pause was longer.
 */
function takeRetried(same: Retriable | undefined): OpenGroup | undefined {
  if (!same) return undefined;
  for (let first = same.byEnd.take(); first; first = same.byEnd.take()) {
    const isGivenUp = endOf(first) <= same.latestStart && startOf(first) !== same.latestStart;
    if (!isGivenUp) return first;
    same.givenUp.push(first);
  }
  return same.givenUp.pop();
}

function startOf(group: Attempts): number {
  return group.at(-1)?.startedAt ?? 0;
}

function endOf(group: Attempts): number {
  return group.at(-1)?.finishedAt ?? Number.MAX_VALUE;
}
