import { isRange, type RangeSet, type RunSet, type Selection } from './run-sets.ts';
import { type Split, signedG } from './separation.ts';
import type { ValueTable } from './value-table.ts';

type Row = { readonly value: number; readonly isFailed: boolean };

type Cut = { readonly cut: number; readonly split: Split; readonly g: number };

/** The best cut between the quantiles on both sides of the range's own. */
export function sharpenCut(range: RangeSet, split: Split, table: ValueTable, selection: Selection): Cut {
  const { column, cut } = range;
  const place = column.cuts.indexOf(cut);
  const low = column.cuts[place - 1] ?? Number.NEGATIVE_INFINITY;
  const high = column.cuts[place + 1] ?? Number.POSITIVE_INFINITY;
  const rows = rowsOf(range, table, selection);
  const isAbove = range.type === 'above';
  const near = rows.filter(({ value }) => value > low && value <= high).sort(byValue);
  const isHaving = ({ value }: Row, from: number) => value > from === isAbove;
  const own = { ...split, ...countRows(rows.filter(row => isHaving(row, cut))) };
  const counts = countRows(rows.filter(row => isHaving(row, low)));
  let best: Cut = { cut, split: own, g: signedG(own) };
  for (const [at, row] of near.entries()) {
    const by = isAbove ? -1 : 1;
    if (row.isFailed) counts.failed += by;
    else counts.others += by;
    const next = near[at + 1]?.value ?? high;
    if (next === row.value || row.value >= high) continue;
    const found = { ...split, ...counts };
    const g = signedG(found);
    if (g > best.g) best = { cut: row.value, split: found, g };
  }
  return best;
}

function countRows(rows: readonly Row[]): { failed: number; others: number } {
  const failed = rows.filter(({ isFailed }) => isFailed).length;
  return { failed, others: rows.length - failed };
}

/** Beyond these standard deviations a number is a tendency, which is wrong for about 1 of 200 causes. */
const mostDeviations = 2.6;

/** Whether runs on one side of the cut still fail more, the further they are from it. */
export function isTendency(range: RunSet | undefined, table: ValueTable, selection: Selection): boolean {
  if (!range || !isRange(range)) return false;
  const rows = rowsOf(range, table, selection).sort(byValue);
  const isAbove = ({ value }: Row) => value > range.cut;
  const sign = range.type === 'above' ? 1 : -1;
  return [rows.filter(isAbove), rows.filter(row => !isAbove(row))].some(
    side => sign * deviationsOf(side) > mostDeviations,
  );
}

/** By how many standard deviations the values of failed runs rank higher (Mann and Whitney's U). */
function deviationsOf(rows: readonly Row[]): number {
  let [failed, rankSum, start] = [0, 0, 0];
  for (const [at, { value, isFailed }] of rows.entries()) {
    failed += Number(isFailed);
    if (rows[at + 1]?.value === value) continue;
    const equal = rows.slice(start, at + 1);
    rankSum += equal.filter(row => row.isFailed).length * ((start + at) / 2 + 1);
    start = at + 1;
  }
  const others = rows.length - failed;
  const deviation = Math.sqrt((failed * others * (rows.length + 1)) / 12);
  return deviation === 0 ? 0 : (rankSum - (failed * (rows.length + 1)) / 2) / deviation;
}

function byValue(a: Row, b: Row): number {
  return a.value - b.value;
}

function rowsOf({ column }: RangeSet, table: ValueTable, selection: Selection): Row[] {
  const failures = table.failed();
  return column.runs.flatMap((run, at) =>
    selection[run] === 1 ? [{ value: column.values[at] ?? 0, isFailed: failures[run] === 1 }] : [],
  );
}
