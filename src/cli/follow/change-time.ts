import { type RunSummary, runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';

type Timed = Pick<RunSummary, 'status' | 'queuedAt' | 'startedAt' | 'pausedAt' | 'finishedAt'> & {
  /** Steps have none. */
  readonly createdAt?: number;
};

type Known = {
  /** When the read began in which it was found, in epoch ms: no later change is older. */
  readonly readAt: number;
  /** The time of the line before, or since when lines are printed. */
  readonly beforeAt?: number | undefined;
};

/**
 * The time of a line that tells how a run or a step stands, in epoch ms: the recorded time, unless that is of
 * an earlier change, as `startedAt` is once it runs again after a pause; then when it was read.
 */
export function changeTime(changed: Timed, { readAt, beforeAt = 0 }: Known): number {
  if (!isActive(changed)) return changed.finishedAt ?? readAt;
  const earliest = Math.max(beforeAt, changed.startedAt ?? 0);
  const at = recordedTime(changed);
  return at === undefined || at < earliest ? Math.max(readAt, earliest) : at;
}

/** The time of the line before is kept for so many active runs. */
const mostKept = 10_000;

/** Gives the times of lines about many runs, the first of them printed after `sinceAt`. */
export function createChangeTimes(sinceAt: number): (run: RunSummary, readAt: number) => number {
  const printed = new Map<string, number>();
  return (run, readAt) => {
    const address = runAddress(run);
    const at = changeTime(run, { readAt, beforeAt: printed.get(address) ?? sinceAt });
    printed.delete(address);
    if (isActive(run)) printed.set(address, at);
    const [oldest] = printed.size > mostKept ? printed.keys() : [];
    if (oldest !== undefined) printed.delete(oldest);
    return at;
  };
}

function recordedTime({ status, createdAt, queuedAt, startedAt, pausedAt }: Timed): number | undefined {
  if (status === 'queued') return queuedAt ?? createdAt;
  return status === 'running' ? startedAt : pausedAt;
}
