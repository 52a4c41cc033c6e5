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
  return { failed, open, medianMs: selectNth(durations.subarray(0, ended), ended >> 1), longestMs };
}

/**
 * The value that has `nth` values before it in sorted order. Reorders `values`; takes linear time (Hoare).
 */
export function selectNth(values: Float64Array, nth: number): number | undefined {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? pivot) < pivot) left += 1;
      while ((values[right] ?? pivot) > pivot) right -= 1;
      if (left > right) break;
      const other = values[left] ?? 0;
      values[left] = values[right] ?? 0;
      values[right] = other;
      left += 1;
      right -= 1;
    }
    if (nth <= right) high = right;
    else if (nth >= left) low = left;
    else break;
  }
  return values[nth];
}
