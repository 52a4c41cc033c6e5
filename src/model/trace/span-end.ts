import type { Span } from '../run.ts';

/**
 * When a span ended. A span without an end counts until `openEndAt`: the end of its run, or the present while
 * the run is active.
 */
export function spanEndAt({ startAt, endAt }: Pick<Span, 'startAt' | 'endAt'>, openEndAt: number): number {
  return Math.max(startAt, endAt ?? openEndAt);
}

/** In ms, never negative. */
export function spanDurationMs(span: Pick<Span, 'startAt' | 'endAt'>, openEndAt: number): number {
  return spanEndAt(span, openEndAt) - span.startAt;
}
