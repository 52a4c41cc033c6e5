import type { Run } from '../run.ts';
import { isActive } from '../status.ts';
import { type Attempts, stepTreeOf } from './step-tree.ts';

/**
 * The step for whose next attempt a run pauses: the only failed one that could, where no step sleeps or waits
 * by itself. Recorders do not say whether a failed attempt is the last one, but the run sleeps meanwhile.
 */
export function stepInRetry({
  status,
  wakeAt,
  steps = [],
}: Pick<Run, 'status' | 'wakeAt' | 'steps'>): Attempts | undefined {
  if (status !== 'sleeping' || wakeAt !== undefined) return undefined;
  const active = steps.filter(isActive);
  if (active.some(step => step.status !== 'running')) return undefined;
  const { all, groups } = stepTreeOf(steps);
  const running = new Set(active.map(({ id }) => id));
  const isFailed = (group: Attempts) => group.at(-1)?.status === 'failed';
  const isInside = ([{ parentId = '' }]: Attempts) => groups.has(parentId) && !running.has(parentId);
  const [only, ...others] = all.filter(group => isFailed(group) && !isInside(group));
  return others.length === 0 ? only : undefined;
}
