import type { TraceIndex } from './trace-index.ts';

export const rootPosition = -1;

/** Spans and logs by their positions; those of logs are inverted (`~position`). */
export type Items = Int32Array;

/** The spans and logs below a span or `rootPosition`, by time; at the same time, logs first. */
export function mergeByTime(trace: TraceIndex, position: number): Items {
  const spans = spansBelow(trace, position);
  const logs = logsBelow(trace, position);
  const merged = new Int32Array(spans.length + logs.length);
  let span = 0;
  let log = 0;
  for (let at = 0; at < merged.length; at += 1) {
    const nextSpan = spans[span];
    const nextLog = logs[log];
    const isSpan =
      nextSpan !== undefined &&
      (nextLog === undefined || (trace.spans[nextSpan]?.startAt ?? 0) < (trace.logs[nextLog]?.at ?? 0));
    if (isSpan) span += 1;
    else log += 1;
    merged[at] = isSpan ? nextSpan : ~(nextLog ?? 0);
  }
  return merged;
}

export function spansBelow(trace: TraceIndex, position: number): readonly number[] {
  return position === rootPosition ? trace.roots : (trace.children[position] ?? []);
}

/** The logs of a span. Logs without a span are below the only root, or beside several roots. */
export function logsBelow(trace: TraceIndex, position: number): readonly number[] {
  const own = trace.logsOfSpans[position] ?? [];
  const { looseLogs, roots } = trace;
  if (looseLogs.length === 0) return own;
  const hasLooseLogs = roots.length === 1 ? position === roots[0] : position === rootPosition;
  if (!hasLooseLogs) return own;
  if (own.length === 0) return looseLogs;
  return [...own, ...looseLogs].sort((a, b) => (trace.logs[a]?.at ?? 0) - (trace.logs[b]?.at ?? 0));
}
