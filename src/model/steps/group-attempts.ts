import type { Step } from '../run.ts';

/** All attempts of one step, in order; never empty. */
export type Attempts = readonly Step[];

/** The steps of a list of attempts, in the order of their first attempts. */
export function groupAttempts(steps: readonly Step[]): readonly Attempts[] {
  const groups: Step[][] = [];
  const sameName = new Map<string, Step[][]>();
  for (const step of steps) {
    const key = JSON.stringify([step.parentId, step.name]);
    const known = sameName.get(key) ?? [];
    sameName.set(key, known);
    const retried = step.attempt > 1 ? findRetried(known, step) : undefined;
    if (retried) retried.push(step);
    else {
      const group = [step];
      groups.push(group);
      known.push(group);
    }
  }
  return groups;
}

/**
 * The step that is tried again. Of several with the same name, the one that failed first, but none that had
 * already failed when the next one began: a program that goes on has given up.
 */
function findRetried(groups: readonly Step[][], { attempt }: Step): Step[] | undefined {
  const before = groups.filter(group => group.at(-1)?.attempt === attempt - 1);
  const failed = before.filter(group => group.at(-1)?.status === 'failed');
  const candidates = failed.length > 0 ? failed : before;
  const latestStart = Math.max(...candidates.map(group => group.at(-1)?.startedAt ?? 0));
  const current = candidates.filter(group => {
    const last = group.at(-1);
    return (last?.startedAt ?? 0) === latestStart || endOf(group) > latestStart;
  });
  return current.toSorted((a, b) => endOf(a) - endOf(b))[0];
}

function endOf(group: Attempts): number {
  return group.at(-1)?.finishedAt ?? Number.MAX_VALUE;
}
