import type { Span } from '../run.ts';

/** How long many spans took, and how they ended. */
export type Spread = {
  readonly failed: number;
  /** Spans without an end. */
  readonly open: number;
  /** In ms, of the spans that ended; absent where none has. */
  readonly medianMs?: number;
  readonly longestMs?: number;
};

export function spreadOf(spans: readonly Span[]): Spread {
  const durations = new Float64Array(spans.length);
  let ended = 0;
  let failed = 0;
  let longestMs = 0;
  for (const { status, startAt, endAt } of spans) {
    if (status === 'error') failed += 1;
    if (endAt === undefined) continue;
    const duration = Math.max(0, endAt - startAt);
    longestMs = Math.max(longestMs, duration);
    durations[ended] = duration;
    ended += 1;
  }
  const open = spans.length - ended;
  if (ended === 0) return { failed, open };
  return { failed, open, medianMs: durations.subarray(0, ended).sort()[ended >> 1], longestMs };
}
