import type { RunSet, Selection } from './run-sets.ts';
import { isSeparation, type Split, signedG } from './separation.ts';
import type { ValueTable } from './value-table.ts';

type Range = Extract<RunSet, { readonly cut: number }>;

type Row = { readonly value: number; readonly isFailed: boolean };

type Cut = { readonly cut: number; readonly split: Split; readonly g: number };

/** The cut that separates best from the quantile below a cut to the one above it. */
export function sharpenCut(range: Range, split: Split, table: ValueTable, selection: Selection): Cut {
  const { column, cut } = range;
  const place = column.cuts.indexOf(cut);
  const low = column.cuts[place - 1] ?? Number.NEGATIVE_INFINITY;
  const high = column.cuts[place + 1] ?? Number.POSITIVE_INFINITY;
  let best: Cut = { cut, split, g: signedG(split) };
  for (const { value, upTo, above } of cutsOf(rowsOf(range, table, selection))) {
    if (value <= low || value >= high) continue;
    const found = { ...split, ...(range.type === 'upTo' ? upTo : above) };
    const g = signedG(found);
    if (g > best.g) best = { cut: value, split: found, g };
  }
  return best;
}

const mostParts = 16;
/** A cut that is the cause is denied in fewer than 1 of 1,000 cases. */
const tendencyCandidates = 10 * mostParts;

/** Whether runs on one side of the cut still fail more, the further they are from the other side. */
export function isTendency(range: RunSet | undefined, table: ValueTable, selection: Selection): boolean {
  if (range?.type !== 'above' && range?.type !== 'upTo') return false;
  const rows = rowsOf(range, table, selection);
  const isAbove = ({ value }: Row) => value > range.cut;
  const sides = [rows.filter(isAbove), rows.filter(row => !isAbove(row))];
  return sides.some(side => failsMoreBeyond(side, range.type));
}

function failsMoreBeyond(rows: readonly Row[], type: Range['type']): boolean {
  const failed = rows.filter(({ isFailed }) => isFailed).length;
  const totals = { failedTotal: failed, othersTotal: rows.length - failed };
  const every = Math.max(1, Math.floor(rows.length / mostParts));
  let next = every;
  for (const { upTo, above } of cutsOf(rows)) {
    if (upTo.failed + upTo.others < next) continue;
    next += every;
    if (isSeparation({ ...totals, ...(type === 'above' ? above : upTo) }, tendencyCandidates)) return true;
  }
  return false;
}

/** The numbers of the runs that are looked at, in order. */
function rowsOf({ column }: Range, table: ValueTable, selection: Selection): readonly Row[] {
  const failures = table.failed();
  return column.runs
    .flatMap((run, at) =>
      selection[run] === 1 ? [{ value: column.values[at] ?? 0, isFailed: failures[run] === 1 }] : [],
    )
    .sort((a, b) => a.value - b.value);
}

type Counts = { readonly failed: number; readonly others: number };

/** Each value but the last one as a cut, with the runs up to it and above it. */
function* cutsOf(
  rows: readonly Row[],
): Generator<{ readonly value: number; readonly upTo: Counts; readonly above: Counts }> {
  const failedTotal = rows.filter(({ isFailed }) => isFailed).length;
  let failed = 0;
  for (const [at, { value, isFailed }] of rows.entries()) {
    failed += Number(isFailed);
    const next = rows[at + 1];
    if (!next || next.value === value) continue;
    const upTo = { failed, others: at + 1 - failed };
    const above = { failed: failedTotal - failed, others: rows.length - at - 1 - failedTotal + failed };
    yield { value, upTo, above };
  }
}
