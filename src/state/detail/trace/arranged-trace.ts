import type { RunSummary, Step } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { emptyTrace, type TraceIndex } from './trace-index.ts';

/** What siblings are ordered by; the longest first, except by `start`. */
export type SiblingOrder = 'start' | 'duration' | 'self';

/** A trace as the waterfall shows it. */
export type ArrangedTrace = TraceIndex & {
  readonly order: SiblingOrder;
  /** Until when spans without an end are drawn: the end of their run; infinite while it is active. */
  readonly openEndAt: number;
  /** The steps of the run, whose data the spans show. */
  readonly steps: readonly Step[];
};

export const emptyArrangement: ArrangedTrace = {
  ...emptyTrace,
  order: 'start',
  openEndAt: Number.POSITIVE_INFINITY,
  steps: [],
};

export function arrangeTrace(
  index: TraceIndex,
  order: SiblingOrder,
  summary: RunSummary,
  steps: readonly Step[] = [],
): ArrangedTrace {
  return { ...index, order, openEndAt: openEndOf(index, summary), steps };
}

function openEndOf({ endAt }: TraceIndex, summary: RunSummary): number {
  return isActive(summary) ? Number.POSITIVE_INFINITY : (summary.finishedAt ?? endAt);
}

/** The end of spans without one, as far as it is known. */
export function knownOpenEndAt({ openEndAt, endAt }: ArrangedTrace): number {
  return Number.isFinite(openEndAt) ? openEndAt : endAt;
}
