import type { Step } from '../../run.ts';

/** The attempts of one step, in order. */
export type FoldedStep = readonly [first: Step, ...others: Step[]];

const stepsAtOnce = 500;

/**
 * Folds the attempts of each step. A later attempt belongs to the first step of its name and parent that has
 * failed and has one attempt less, because equal steps may be retried side by side.
 */
export function* foldAttempts(steps: readonly Step[]): Generator<undefined, readonly FoldedStep[]> {
  const folded: [Step, ...Step[]][] = [];
  const failed = new Map<string, [Step, ...Step[]][]>();
  for (const [index, step] of steps.entries()) {
    if (index % stepsAtOnce === 0) yield;
    const key = `${step.parentId ?? ''}\n${step.name}`;
    const open = failed.get(key) ?? [];
    const place = step.attempt > 1 ? open.findIndex(attempts => canFollow(attempts.at(-1), step)) : -1;
    const [retried] = place < 0 ? [] : open.splice(place, 1);
    retried?.push(step);
    const attempts = retried ?? [step];
    if (!retried) folded.push(attempts);
    if (step.status === 'failed') open.push(attempts);
    failed.set(key, open);
  }
  return folded;
}

function canFollow(last: Step | undefined, step: Step): boolean {
  if (last?.attempt !== step.attempt - 1) return false;
  return last.finishedAt === undefined || step.startedAt === undefined || last.finishedAt <= step.startedAt;
}
