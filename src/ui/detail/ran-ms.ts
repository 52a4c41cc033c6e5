import { durationMs, type RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';

/** How long a run ran, or runs so far; nobody knows it of a run that ended without saying when. */
export function ranMs(run: RunSummary, now: number): number | undefined {
  return run.finishedAt === undefined && !isActive(run) ? undefined : durationMs(run, now);
}
