import type { RunSummary } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { emptyTrace, type TraceIndex } from './trace-index.ts';

/** What siblings are ordered by; the longest first, except by `start`. */
export type SiblingOrder = 'start' | 'duration' | 'self';

/** A trace as the waterfall shows it. */
export type ArrangedTrace = TraceIndex & {
  readonly order: SiblingOrder;
  /** Until when spans without an end are drawn: the end of their run; infinite while it is active. */
  readonly openEndAt: number;
};

export const emptyArrangement: ArrangedTrace = {
  ...emptyTrace,
  order: 'start',
  openEndAt: Number.POSITIVE_INFINITY,
};

export function arrangeTrace(index: TraceIndex, order: SiblingOrder, summary: RunSummary): ArrangedTrace {
  return { ...index, order, openEndAt: openEndOf(index, summary) };
}

function openEndOf({ endAt }: TraceIndex, summary: RunSummary): number {
  return isActive(summary) ? Number.POSITIVE_INFINITY : (summary.finishedAt ?? endAt);
}

/** The end of spans without one, as far as it is known. */
export function knownOpenEndAt({ openEndAt, endAt }: ArrangedTrace): number {
  return Number.isFinite(openEndAt) ? openEndAt : endAt;
}
