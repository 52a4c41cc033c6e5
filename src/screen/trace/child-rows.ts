import { memo } from '../../model/memo.ts';
import { longestFirst } from '../../model/trace/longest-first.ts';
import { selfTimeMs, spanDurationMs } from '../../model/trace/span-end.ts';
import { type ArrangedTrace, openEndInOrder } from './arranged-trace.ts';
import { type Items, logsBelow, mergeByTime, spansBelow } from './merge-by-time.ts';
import { findSeries, type Series } from './series.ts';

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
