import { selfTimeMs } from '../../../model/trace/self-time.ts';
import { spanDurationMs } from '../../../model/trace/span-end.ts';
import { type ArrangedTrace, knownOpenEndAt } from './arranged-trace.ts';
import { type Items, logsBelow, mergeByTime, spansBelow } from './merge-by-time.ts';
import { findSeries, type Series } from './series.ts';

/** A row below a span: a span, an inverted log (see `Items`), or a series of like spans. */
export type ChildRow = number | Series;
export type ChildRows = ArrayLike<ChildRow>;

const rowsOf = new WeakMap<ArrangedTrace, Map<number, ChildRows>>();

/** The rows below a span or `rootPosition`, cached by trace. */
export function childRows(trace: ArrangedTrace, position: number): ChildRows {
  const known = rowsOf.get(trace) ?? new Map<number, ChildRows>();
  rowsOf.set(trace, known);
  const rows = known.get(position) ?? arrangeRows(trace, position);
  known.set(position, rows);
  return rows;
}

function arrangeRows(trace: ArrangedTrace, position: number): ChildRows {
  if (trace.order === 'start') return findSeries(trace, mergeByTime(trace, position));
  const rows = findSeries(trace, Int32Array.from(spansBelow(trace, position)));
  const logs = logsBelow(trace, position).map(log => ~log);
  return [...sortRows(trace, rows), ...logs];
}

/** Series are in the place of their longest span. */
function sortRows(trace: ArrangedTrace, rows: ChildRows): readonly ChildRow[] {
  const lengthOf = toLength(trace);
  const measured = Array.from(rows, row => {
    if (typeof row === 'number') return { row, length: lengthOf(row) };
    const items = sortItems(row.items, lengthOf);
    return { row: { ...row, items }, length: lengthOf(items[0] ?? 0) };
  });
  return measured.sort((one, other) => other.length - one.length).map(({ row }) => row);
}

function sortItems(items: Items, lengthOf: (position: number) => number): Items {
  const lengths = Array.from(items, lengthOf);
  const order = Array.from(items.keys()).sort((one, other) => (lengths[other] ?? 0) - (lengths[one] ?? 0));
  return Int32Array.from(order, at => items[at] ?? 0);
}

function toLength(trace: ArrangedTrace): (position: number) => number {
  const openEndAt = knownOpenEndAt(trace);
  if (trace.order === 'self') return position => selfTimeMs(trace, position, openEndAt);
  return position => {
    const span = trace.spans[position];
    return span ? spanDurationMs(span, openEndAt) : 0;
  };
}
