import { durationMs, type RunSummary } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';

/** The duration of a run so far; `undefined` for a run that ended at an unrecorded time. */
export function elapsedMs(run: RunSummary, now: number): number | undefined {
  return run.finishedAt === undefined && !isActive(run) ? undefined : durationMs(run, now);
}
