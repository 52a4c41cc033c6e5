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

/** Spans and logs by their positions; those of logs are inverted (`~position`). */
type Items = Int32Array;

/** The spans and logs below a span or `rootPosition`, by time; at the same time, logs first. */
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

/** Many like spans in a row, with the logs between them, that are folded into one row. */
export type Series = { readonly first: number; readonly items: Items; readonly spanCount: number };

export const leastSpans = 20;

/** Puts long runs of like spans into series; logs between two spans do not separate them. */
function findSeries({ likenesses }: ArrangedTrace, items: Items): ArrayLike<number | Series> {
  if (items.length < leastSpans) return items;
  const rows: (number | Series)[] = [];
  let hasSeries = false;
  for (let from = 0; from < items.length; ) {
    const run = likeSpans(likenesses, items, from);
    if (run.spanCount >= leastSpans) {
      hasSeries = true;
      const { spanCount } = run;
      rows.push({ first: items[from] ?? 0, items: items.subarray(from, run.end), spanCount });
    } else for (let at = from; at < run.end; at += 1) rows.push(items[at] ?? 0);
    from = run.end;
  }
  return hasSeries ? rows : items;
}

/** From an item to the end of the last span that is like it. */
function likeSpans(likenesses: readonly number[], items: Items, from: number) {
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

/** A row below a span: a span, an inverted log (see `Items`), or a series of like spans. */
export type ChildRow = number | Series;
export type ChildRows = ArrayLike<ChildRow>;

const listsOf = <List>() => memo((_: object) => new Map<number, List>());

const rowsOf = listsOf<ChildRows>();
const itemsOf = listsOf<Items>();
/** By the list of spans, which each version of a trace has of its own. */
const rowsByStart = listsOf<ChildRows>();
const rowsWithoutLogs = listsOf<ChildRows>();

/** The rows below a span or `rootPosition`, cached by trace. */
export function childRows(trace: ArrangedTrace, position: number): ChildRows {
  if (trace.order === 'start') return unsortedRows(trace, position);
  return cached(rowsOf(trace), position, () => {
    const rows = sortRows(trace, unsortedRows(trace, position));
    const logs = logsBelow(trace, position);
    return logs.length === 0 ? rows : [...Array.from(rows), ...logs.map(log => ~log)];
  });
}

/** The rows of a series once it is unfolded, cached by trace. */
export function seriesItems(trace: ArrangedTrace, { first, items }: Series): Items {
  if (trace.order === 'start') return items;
  return cached(itemsOf(trace), first, () => sortItems(items, lengthsOf(trace, items)));
}

/** How many they are; without sorting them. */
export function childRowCount(trace: ArrangedTrace, position: number): number {
  const logs = trace.order === 'start' ? 0 : logsBelow(trace, position).length;
  return unsortedRows(trace, position).length + logs;
}

/** By start, with the logs between them; without logs in other orders. */
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

/** Series are in the place of their longest span. */
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
