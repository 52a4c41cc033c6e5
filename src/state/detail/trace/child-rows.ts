import { longestFirst } from '../../../model/trace/longest-first.ts';
import { selfTimeMs } from '../../../model/trace/self-time.ts';
import { spanDurationMs } from '../../../model/trace/span-end.ts';
import { type ArrangedTrace, openEndInOrder } from './arranged-trace.ts';
import { logsBelow, mergeByTime, spansBelow } from './merge-by-time.ts';
import { findSeries, type Series } from './series.ts';

/** A row below a span: a span, an inverted log (see `Items`), or a series of like spans. */
export type ChildRow = number | Series;
export type ChildRows = ArrayLike<ChildRow>;

type RowLists = Map<number, ChildRows>;

const rowsOf = new WeakMap<ArrangedTrace, RowLists>();
const unsortedRowsOf = new WeakMap<ArrangedTrace, RowLists>();

/** The rows below a span or `rootPosition`, cached by trace. */
export function childRows(trace: ArrangedTrace, position: number): ChildRows {
  if (trace.order === 'start') return unsortedRows(trace, position);
  return cached(rowsOf, trace, position, () => {
    const logs = logsBelow(trace, position).map(log => ~log);
    return [...sortRows(trace, unsortedRows(trace, position)), ...logs];
  });
}

/** How many they are; without sorting them. */
export function childRowCount(trace: ArrangedTrace, position: number): number {
  const logs = trace.order === 'start' ? 0 : logsBelow(trace, position).length;
  return unsortedRows(trace, position).length + logs;
}

/** By start, with the logs between them; without logs in other orders. */
function unsortedRows(trace: ArrangedTrace, position: number): ChildRows {
  return cached(unsortedRowsOf, trace, position, () => {
    const isMerged = trace.order === 'start';
    const items = isMerged ? mergeByTime(trace, position) : Int32Array.from(spansBelow(trace, position));
    return findSeries(trace, items);
  });
}

function cached(
  lists: WeakMap<ArrangedTrace, RowLists>,
  trace: ArrangedTrace,
  position: number,
  arrange: () => ChildRows,
): ChildRows {
  const known = lists.get(trace) ?? new Map<number, ChildRows>();
  lists.set(trace, known);
  const rows = known.get(position) ?? arrange();
  known.set(position, rows);
  return rows;
}

/** Series are in the place of their longest span. */
function sortRows(trace: ArrangedTrace, unsorted: ChildRows): readonly ChildRow[] {
  const lengthOf = toLength(trace);
  const rows = Array.from(unsorted, row => {
    if (typeof row === 'number') return row;
    const order = longestFirst(Float64Array.from(row.items, lengthOf));
    return { ...row, items: Int32Array.from(order, at => row.items[at] ?? 0) };
  });
  const lengths = rows.map(row => lengthOf(typeof row === 'number' ? row : (row.items[0] ?? 0)));
  return Array.from(longestFirst(Float64Array.from(lengths)), at => rows[at] ?? 0);
}

function toLength(trace: ArrangedTrace): (position: number) => number {
  const openEndAt = openEndInOrder(trace);
  if (trace.order === 'self') return position => selfTimeMs(trace, position, openEndAt);
  return position => {
    const span = trace.spans[position];
    return span ? spanDurationMs(span, openEndAt) : 0;
  };
}
