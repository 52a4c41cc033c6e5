import type { Step, Usual } from '../run.ts';
import { isActive } from '../status.ts';
import type { Attempts } from '../steps/group-attempts.ts';
import { type StepTree, stepTreeOf } from '../steps/step-tree.ts';
import { retryWaitMs } from './steps-inside.ts';
import { isPause, partKey, type Timed, type UsualParts } from './usual-parts.ts';

/** Each step with all its attempts as one part of its run; without those that never started. */
export function timedSteps(steps: readonly Step[]): readonly Timed[] {
  const tree = stepTreeOf(steps);
  return tree.all.flatMap(group => toTimed(group, tree) ?? []);
}

function toTimed(group: Attempts, tree: StepTree): Timed | undefined {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last || first.startedAt === undefined) return undefined;
  return {
    id: first.id,
    parentId: parentOf(first, tree)?.id,
    name: first.name,
    kind: first.type,
    startAt: first.startedAt,
    endAt: isActive(last) ? undefined : (last.finishedAt ?? last.startedAt),
    status: last.status === 'success' ? 'ok' : 'error',
    waitedMs: retryWaitMs(group),
  };
}

/** `undefined` for a step that sleeps or waits, and where nothing is usual. */
export function usualOfStep([first]: Attempts, tree: StepTree, usual: UsualParts): Usual | undefined {
  if (!first || isPause({ kind: first.type })) return undefined;
  return usual.get(partKey({ kind: first.type, name: first.name }, parentOf(first, tree)));
}

function parentOf({ parentId = '' }: Step, { groups }: StepTree): Step | undefined {
  return groups.get(parentId)?.[0];
}
