import type { Log, Run, Span, Trace } from '../run.ts';
import { formatClock } from '../text/formats.ts';
import { failingStep } from './failing-step.ts';

/** The logs next to a failure in order, and the numbers of all before and after. */
export type LogsAround = {
  readonly failedAt: number;
  /** Whether that is when the process of a lost run was last seen. */
  readonly isLost: boolean;
  readonly before: readonly Log[];
  readonly after: readonly Log[];
  readonly beforeTotal: number;
  readonly afterTotal: number;
};

const mostBefore = 4;
const mostAfter = 3;

export function logsAround(run: Run, trace: Trace): LogsAround | undefined {
  const failedAt = timeOfFailure(run, trace);
  if (failedAt === undefined || trace.logs.length === 0) return undefined;
  const logs = [...trace.logs].sort((a, b) => a.at - b.at);
  const before = logs.filter(({ at }) => at <= failedAt);
  const after = logs.slice(before.length);
  return {
    failedAt,
    isLost: isLastSeen(run),
    before: before.slice(-mostBefore),
    after: after.slice(0, mostAfter),
    beforeTotal: before.length,
    afterTotal: after.length,
  };
}

/** `14:02:17.250 failed here` */
export function failureMark({ failedAt, isLost }: LogsAround): string {
  return `${formatClock(failedAt)} ${isLost ? 'last seen here' : 'failed here'}`;
}

export function timeOfFailure(run: Run, { spans }: Trace): number | undefined {
  if (isLastSeen(run)) return run.finishedAt;
  return failingStep(run)?.finishedAt ?? innermostFailure(spans)?.endAt ?? run.finishedAt;
}

/** An attempt that failed before is not why the process is gone. */
function isLastSeen({ isLost, finishedAt }: Run): boolean {
  return isLost === true && finishedAt !== undefined;
}

/** The failed span without failed children that ended last. */
function innermostFailure(spans: readonly Span[]): Span | undefined {
  const failed = spans.filter(({ status, endAt }) => status === 'error' && endAt !== undefined);
  const parents = new Set(failed.map(({ parentId }) => parentId));
  const innermost = failed.filter(({ id }) => !parents.has(id));
  return innermost.sort((a, b) => (a.endAt ?? 0) - (b.endAt ?? 0)).at(-1);
}
