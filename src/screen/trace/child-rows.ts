import { memo } from '../../model/memo.ts';
import type { Span } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { longestFirst } from '../../model/trace/longest-first.ts';
import { toNamePattern } from '../../model/trace/name-pattern.ts';
import { type Spread, selfTimeMs, spanDurationMs, spanEndAt, spreadOf } from '../../model/trace/span-tree.ts';
import type { TraceIndex } from './trace-index.ts';
import { type ArrangedTrace, openEndInOrder, type TimeWindow } from './trace-view.ts';

export const rootPosition = -1;

/** The positions of spans, and inverted (`~position`) those of logs. */
type Items = Int32Array;

function mergeByTime(trace: TraceIndex, position: number): Items {
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

function spansBelow(trace: TraceIndex, position: number): readonly number[] {
  return position === rootPosition ? trace.roots : (trace.children[position] ?? []);
}

/** Logs without a span are below the only root, or beside several roots. */
export function logsBelow(trace: TraceIndex, position: number): readonly number[] {
  const own = trace.logsOfSpans[position] ?? [];
  const { looseLogs, roots } = trace;
  if (looseLogs.length === 0) return own;
  const hasLooseLogs = roots.length === 1 ? position === roots[0] : position === rootPosition;
  if (!hasLooseLogs) return own;
  if (own.length === 0) return looseLogs;
  return [...own, ...looseLogs].sort((a, b) => (trace.logs[a]?.at ?? 0) - (trace.logs[b]?.at ?? 0));
}

/** Many alike spans in a row, with the logs between them, in one row. */
export type Series = { readonly first: number; readonly items: Items; readonly spanCount: number };

export const leastSpans = 20;

/** Logs between two alike spans do not separate them. */
function findSeries({ likenesses }: ArrangedTrace, items: Items): ChildRows {
  if (items.length < leastSpans) return items;
  const rows: ChildRow[] = [];
  let hasSeries = false;
  for (let from = 0; from < items.length; ) {
    const { end, spanCount } = alikeSpans(likenesses, items, from);
    if (spanCount >= leastSpans) {
      hasSeries = true;
      rows.push({ first: items[from] ?? 0, items: items.subarray(from, end), spanCount });
    } else for (let at = from; at < end; at += 1) rows.push(items[at] ?? 0);
    from = end;
  }
  return hasSeries ? rows : items;
}

function alikeSpans(likenesses: readonly number[], items: Items, from: number) {
  const first = items[from] ?? 0;
  const run = { end: from + 1, spanCount: first < 0 ? 0 : 1 };
  if (first < 0) return run;
  for (let at = from + 1; at < items.length; at += 1) {
    const item = items[at] ?? 0;
    if (item < 0) continue;
    if (likenesses[item] !== likenesses[first]) break;
    run.end = at + 1;
    run.spanCount += 1;
  }
  return run;
}

/** A span, an inverted log (see `Items`), or a series. */
export type ChildRow = number | Series;
export type ChildRows = ArrayLike<ChildRow>;

const listsOf = <List>() => memo((_: object) => new Map<number, List>());

const rowsOf = listsOf<ChildRows>();
const itemsOf = listsOf<Items>();
/** Keyed by the list of spans, which is another one in each version of a trace. */
const rowsByStart = listsOf<ChildRows>();
const rowsWithoutLogs = listsOf<ChildRows>();

export function childRows(trace: ArrangedTrace, position: number): ChildRows {
  if (trace.order === 'start') return unsortedRows(trace, position);
  return cached(rowsOf(trace), position, () => {
    const rows = sortRows(trace, unsortedRows(trace, position));
    const logs = logsBelow(trace, position);
    return logs.length === 0 ? rows : [...Array.from(rows), ...logs.map(log => ~log)];
  });
}

export function seriesItems(trace: ArrangedTrace, { first, items }: Series): Items {
  if (trace.order === 'start') return items;
  return cached(itemsOf(trace), first, () => sortItems(items, lengthsOf(trace, items)));
}

export function childRowCount(trace: ArrangedTrace, position: number): number {
  const logs = trace.order === 'start' ? 0 : logsBelow(trace, position).length;
  return unsortedRows(trace, position).length + logs;
}

/** By start, with the logs between them in that order alone. */
function unsortedRows(trace: ArrangedTrace, position: number): ChildRows {
  const isMerged = trace.order === 'start' && logsBelow(trace, position).length > 0;
  return cached((isMerged ? rowsByStart : rowsWithoutLogs)(trace.spans), position, () => {
    const items = isMerged ? mergeByTime(trace, position) : Int32Array.from(spansBelow(trace, position));
    return findSeries(trace, items);
  });
}

function cached<List>(lists: Map<number, List>, position: number, arrange: () => List): List {
  const list = lists.get(position) ?? arrange();
  lists.set(position, list);
  return list;
}

/** A series is where its longest span is. */
function sortRows(trace: ArrangedTrace, rows: ChildRows): ChildRows {
  if (rows instanceof Int32Array) return sortItems(rows, lengthsOf(trace, rows));
  const lengths = Float64Array.from(rows, row => {
    const lengths = lengthsOf(trace, typeof row === 'number' ? Int32Array.of(row) : row.items);
    return lengths.reduce((longest, length) => Math.max(longest, length), 0);
  });
  return Array.from(longestFirst(lengths), at => rows[at] ?? 0);
}

function sortItems(items: Items, lengths: Float64Array): Items {
  const order = longestFirst(lengths);
  const sorted = new Int32Array(items.length);
  for (let at = 0; at < sorted.length; at += 1) sorted[at] = items[order[at] ?? 0] ?? 0;
  return sorted;
}

function lengthsOf(trace: ArrangedTrace, items: Items): Float64Array {
  const openEndAt = openEndInOrder(trace);
  const lengths = new Float64Array(items.length);
  for (let at = 0; at < lengths.length; at += 1) {
    const position = items[at] ?? 0;
    const span = trace.spans[position];
    if (!span) continue;
    const isSelf = trace.order === 'self';
    lengths[at] = isSelf ? selfTimeMs(trace, position, openEndAt) : spanDurationMs(span, openEndAt);
  }
  return lengths;
}

export type SeriesFacts = Spread & {
  readonly name: string;
  readonly isPattern: boolean;
  readonly spans: number;
  readonly logs: number;
  readonly startAt: number;
  /** The last end of a span, or start of an open one. */
  readonly endAt: number;
};

type SeriesOfTrace = { readonly series: Series; readonly trace: ArrangedTrace };

export function seriesFacts({ series, trace }: SeriesOfTrace): SeriesFacts {
  return factsOf(series, trace);
}

const factsOf = memo(({ spanCount, items }: Series, trace: ArrangedTrace): SeriesFacts => {
  const spans = Array.from(items).flatMap(item => trace.spans[item] ?? []);
  const name = spans[0]?.name ?? '';
  const isPattern = !spans.every(span => span.name === name);
  const counts = { spans: spanCount, logs: items.length - spanCount };
  return { ...spreadOf(spans), ...extentOf(spans), ...counts, name, isPattern };
});

const longestName = 300;

/** `200 × chunk`, `20 × page-*`; masked before numbers become `*`, which a secret may contain. */
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

export function timeOfSeries(facts: SeriesFacts, openEndAt: number): TimeWindow {
  const { startAt, endAt, open } = facts;
  return { from: startAt, to: open > 0 ? Math.max(endAt, openEndAt) : endAt };
}
