import { memo } from '../memo.ts';
import { durationMs, type Step, type Usual } from '../run.ts';
import { isActive } from '../status.ts';
import { type Attempts, type StepTree, stepTreeOf } from '../steps/step-tree.ts';
import { isPause, partKey, type Timed, type UsualParts, waitBetween } from './usual-parts.ts';

/** Steps that started, each with all its attempts as one part. */
export function timedSteps(steps: readonly Step[]): readonly Timed[] {
  const tree = stepTreeOf(steps);
  return tree.all.flatMap(group => toTimed(group, tree) ?? []);
}

function toTimed(group: Attempts, tree: StepTree): Timed | undefined {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last || first.startedAt === undefined) return undefined;
  return {
    id: first.id,
    parentId: stepParent(first, tree)?.id,
    name: first.name,
    kind: first.type,
    startAt: first.startedAt,
    endAt: isActive(last) ? undefined : (last.finishedAt ?? last.startedAt),
    status: last.status === 'success' ? 'ok' : 'error',
    waitedMs: retryWaitMs(group),
  };
}

/** `undefined` for a step that sleeps or waits, or without a usual time. */
export function usualOfStep([first]: Attempts, tree: StepTree, usual: UsualParts): Usual | undefined {
  if (!first || isPause({ kind: first.type })) return undefined;
  return usual.get(partKey({ kind: first.type, name: first.name }, stepParent(first, tree)));
}

function stepParent({ parentId = '' }: Step, { groups }: StepTree): Step | undefined {
  return groups.get(parentId)?.[0];
}

/** By the id of an attempt, what is known of the steps inside it. */
type Inside = {
  /** In ms; not a number while one of them pauses. */
  readonly pausedMs: ReadonlyMap<string, number>;
  readonly active: ReadonlySet<string>;
};

/** How long a step waited between attempts and steps inside it paused, in ms; `undefined` during a pause. */
export function pausedInside(group: Attempts, tree: StepTree): number | undefined {
  const { pausedMs } = insideOf(tree);
  const ms = group.reduce((sum, { id }) => sum + (pausedMs.get(id) ?? 0), retryWaitMs(group));
  return Number.isNaN(ms) ? undefined : ms;
}

export function isActiveInside(group: Attempts, tree: StepTree): boolean {
  const { active } = insideOf(tree);
  return group.some(({ id }) => active.has(id));
}

/** Cached, because each row asks. */
const insideOf = memo(lookInside);

/** Goes backwards, since a tree lists attempts before those inside them. */
function lookInside({ inside }: StepTree): Inside {
  const pausedMs = new Map<string, number>();
  const active = new Set<string>();
  for (const [id, groups] of [...inside].reverse()) {
    let ms = 0;
    for (const group of groups) {
      ms += retryWaitMs(group);
      for (const attempt of group) {
        ms += pauseOf(attempt) + (pausedMs.get(attempt.id) ?? 0);
        if (isActive(attempt)) active.add(id);
      }
    }
    if (ms !== 0) pausedMs.set(id, ms);
  }
  return { pausedMs, active };
}

function retryWaitMs(group: Attempts): number {
  return waitBetween(group.map(({ startedAt, finishedAt }) => ({ startAt: startedAt, endAt: finishedAt })));
}

function pauseOf(step: Step): number {
  if (!isPause({ kind: step.type })) return 0;
  if (isActive(step)) return Number.NaN;
  const { startedAt, finishedAt = startedAt } = step;
  return durationMs({ startedAt, finishedAt }, 0) ?? 0;
}
