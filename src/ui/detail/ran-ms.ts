import { durationMs, type RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';

/** How long a run took, or has taken so far; unknown for a run that ended at an unrecorded time. */
export function ranMs(run: RunSummary, now: number): number | undefined {
  return run.finishedAt === undefined && !isActive(run) ? undefined : durationMs(run, now);
}
