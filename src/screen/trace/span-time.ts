import { memo } from '../../model/memo.ts';
import type { Span } from '../../model/run.ts';
import { formatDuration } from '../../model/text/formats.ts';
import type { CriticalPath } from '../../model/trace/critical-path.ts';
import { selfTimeMs, spanDurationMs } from '../../model/trace/span-end.ts';
import { type ArrangedTrace, openEndNow } from './arranged-trace.ts';

const leastForBoth = 90;

/** How a span ended: `missing` when its run ended without it. */
type SpanEnd = 'recorded' | 'running' | 'missing';

export function spanEnd({ endAt }: Span, { openEndAt }: ArrangedTrace): SpanEnd {
  if (endAt !== undefined) return 'recorded';
  return Number.isFinite(openEndAt) ? 'missing' : 'running';
}

/**
 * `1.2s`; `5.0s, open`; `never ended`. In the order of self times these come first: `800ms self of 1.2s`, and
 * alone where there is little room.
 */
export function spanTimeWords(
  { span, position, trace }: SpanPlace & { readonly span: Span },
  { now, width }: { readonly now: number; readonly width: number },
): string {
  const openEndAt = openEndNow(trace, now);
  const duration = formatDuration(spanDurationMs(span, openEndAt));
  const end = spanEnd(span, trace);
  const words = { recorded: duration, running: `${duration}, open`, missing: 'never ended' }[end];
  if (trace.order !== 'self') return words;
  const self = formatDuration(selfTimeOf(trace, position, openEndAt));
  return self === words || width < leastForBoth ? `${self} self` : `${self} self of ${words}`;
}

type SpanPlace = { readonly trace: ArrangedTrace; readonly position: number };

/** `20ms self · 20ms of the critical path`; the first only where something ran inside of the span. */
export function ownTimeWords({ trace, position }: SpanPlace, now: number, path?: CriticalPath): string {
  const openEndAt = openEndNow(trace, now);
  const pathMs = path?.get(trace.spans[position]?.id ?? '');
  const words = [];
  if (trace.children[position]) words.push(`${formatDuration(selfTimeOf(trace, position, openEndAt))} self`);
  if (pathMs !== undefined && Number.isFinite(pathMs))
    words.push(`${formatDuration(pathMs)} of the critical path`);
  return words.join(' · ');
}

type Known = { readonly openEndAt: number; readonly ms: number };

const timesOf = memo((_: ArrangedTrace) => new Map<number, Known>());

/** How long a span ran while none of its children did, in ms. Cached: it may have very many. */
function selfTimeOf(trace: ArrangedTrace, position: number, openEndAt: number): number {
  const ofTrace = timesOf(trace);
  const before = ofTrace.get(position);
  if (before?.openEndAt === openEndAt) return before.ms;
  const ms = selfTimeMs(trace, position, openEndAt);
  ofTrace.set(position, { openEndAt, ms });
  return ms;
}
