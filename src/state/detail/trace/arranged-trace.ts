import type { RunSummary } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { emptyTrace, type TraceIndex } from './trace-index.ts';

/** A trace as the waterfall shows it. */
export type ArrangedTrace = TraceIndex & {
  /** Until when spans without an end are drawn: the end of their run; infinite while it is active. */
  readonly openEndAt: number;
};

export const emptyArrangement: ArrangedTrace = { ...emptyTrace, openEndAt: Number.POSITIVE_INFINITY };

export function arrangeTrace(index: TraceIndex, summary: RunSummary): ArrangedTrace {
  return { ...index, openEndAt: openEndOf(index, summary) };
}

function openEndOf({ endAt }: TraceIndex, summary: RunSummary): number {
  return isActive(summary) ? Number.POSITIVE_INFINITY : (summary.finishedAt ?? endAt);
}
