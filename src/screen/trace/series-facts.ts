import { memo } from '../../model/memo.ts';
import type { Span } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { toNamePattern } from '../../model/trace/name-pattern.ts';
import { type Spread, spanEndAt, spreadOf } from '../../model/trace/span-end.ts';
import type { ArrangedTrace } from './arranged-trace.ts';
import type { Series } from './child-rows.ts';
import type { TimeWindow } from './trace-view.ts';

export type SeriesFacts = Spread & {
  readonly name: string;
  /** Whether the names of the spans differ, in numbers alone. */
  readonly isPattern: boolean;
  readonly spans: number;
  readonly logs: number;
  readonly startAt: number;
  /** The end of the last span that ended, at least the start of the last span. */
  readonly endAt: number;
};

/** Cached: a series may have very many spans. */
export function seriesFacts({
  series,
  trace,
}: {
  readonly series: Series;
  readonly trace: ArrangedTrace;
}): SeriesFacts {
  return factsOf(series, trace);
}

const factsOf = memo((series: Series, trace: ArrangedTrace): SeriesFacts => {
  const { spanCount, items } = series;
  const spans = seriesSpans(trace, series);
  const name = spans[0]?.name ?? '';
  const isPattern = !spans.every(span => span.name === name);
  const counts = { spans: spanCount, logs: items.length - spanCount };
  return { ...spreadOf(spans), ...extentOf(spans), ...counts, name, isPattern };
});

const longestName = 300;

/** `200 × chunk`; `*` stands for numbers in which names differ, but not for those of a secret. */
export function seriesTitle({ name, isPattern, spans }: SeriesFacts, reveal: boolean): string {
  const shown = safeLine(name, { maxLength: longestName, reveal });
  return `${formatCount(spans)} × ${isPattern ? toNamePattern(shown) : shown}`;
}

function extentOf(spans: readonly Span[]): Pick<SeriesFacts, 'startAt' | 'endAt'> {
  let startAt = Number.POSITIVE_INFINITY;
  let endAt = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    startAt = Math.min(startAt, span.startAt);
    endAt = Math.max(endAt, spanEndAt(span, span.startAt));
  }
  return { startAt, endAt };
}

/** From the start of its first span to the end of its last. */
export function timeOfSeries(facts: SeriesFacts, openEndAt: number): TimeWindow {
  const { startAt, endAt, open } = facts;
  return { from: startAt, to: open > 0 ? Math.max(endAt, openEndAt) : endAt };
}

function seriesSpans({ spans }: ArrangedTrace, { items }: Series): readonly Span[] {
  const found: Span[] = [];
  for (const item of items) {
    const span = spans[item];
    if (span) found.push(span);
  }
  return found;
}
