import { durationMs, type Step } from '../run.ts';
import { isActive } from '../status.ts';
import type { Attempts } from '../steps/group-attempts.ts';
import type { StepTree } from '../steps/step-tree.ts';
import { isPause } from './usual-parts.ts';
import { waitBetween } from './wait-between.ts';

/** What is known of the steps inside of attempts, by the ids of these. */
type Inside = {
  /** How long they paused, in ms, where they did; not a number while one of them does. */
  readonly pausedMs: ReadonlyMap<string, number>;
  /** Attempts directly inside of which a step is active. */
  readonly active: ReadonlySet<string>;
};

const known = new WeakMap<StepTree, Inside>();

/**
 * How long a step waited for its next attempt, and the steps inside of it slept and waited, in ms;
 * `undefined` while one of them does.
 */
export function pausedInside(group: Attempts, tree: StepTree): number | undefined {
  const { pausedMs } = insideOf(tree);
  const ms = group.reduce((sum, { id }) => sum + (pausedMs.get(id) ?? 0), retryWaitMs(group));
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether a step directly inside of a step is active. */
export function isActiveInside(group: Attempts, tree: StepTree): boolean {
  const { active } = insideOf(tree);
  return group.some(({ id }) => active.has(id));
}

/** Cached by tree: rows ask for it. */
function insideOf(tree: StepTree): Inside {
  const inside = known.get(tree) ?? lookInside(tree);
  known.set(tree, inside);
  return inside;
}

/** A tree has what is inside of an attempt before what is further inside. */
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

/** How long a step waited for its next attempt, in ms. */
export function retryWaitMs(group: Attempts): number {
  return waitBetween(group.map(({ startedAt, finishedAt }) => ({ startAt: startedAt, endAt: finishedAt })));
}

function pauseOf(step: Step): number {
  if (!isPause({ kind: step.type })) return 0;
  if (isActive(step)) return Number.NaN;
  const { startedAt, finishedAt = startedAt } = step;
  return durationMs({ startedAt, finishedAt }, 0) ?? 0;
}
