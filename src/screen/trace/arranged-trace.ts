import type { RunSummary, Step } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
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

/** For the order of spans: while a run is active, those that still run are longer than any that ended. */
export function openEndInOrder({ openEndAt, startAt, endAt }: ArrangedTrace): number {
  return Number.isFinite(openEndAt) ? openEndAt : endAt + (endAt - startAt) + 1;
}

/** Until when spans without an end are drawn: now while their run is active. */
export function openEndNow({ openEndAt }: ArrangedTrace, now: number): number {
  return Number.isFinite(openEndAt) ? openEndAt : now;
}
