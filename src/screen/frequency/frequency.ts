import {
  type Outcomes,
  runsOf,
  type ValueCount,
  type ValueTotals,
} from '../../model/query/values/count-values.ts';
import { tellsOutcome, type ValueField } from '../../model/query/values/value-fields.ts';
import { isSeparation } from '../../model/share/separation.ts';
import { dialogRows } from '../shell/layout.ts';
import type { Size } from '../shell/state.ts';

export type Frequency = {
  readonly type: 'frequency';
  readonly field: ValueField;
  readonly order: ValueOrder;
  readonly rows: readonly ValueCount[];
  readonly totals: ValueTotals;
  readonly progress: CountProgress;
  readonly index: number;
  /** The value on which the cursor stays while counts change; absent for the first row. */
  readonly at?: { readonly value?: string };
};

export type CountProgress = {
  readonly phase: 'counting' | 'stopped' | 'done';
  readonly read: number;
  readonly total?: number;
  /** Whether only the newest runs are read. */
  readonly isSample?: boolean;
  /** The number of all runs beside those of a sample, if known. */
  readonly listed?: number;
};

const linesAboveRows = 3;

export function frequencyRows(size: Size): number {
  return Math.max(1, dialogRows(size) - linesAboveRows);
}

const nothing: ValueTotals = { runs: { failed: 0, active: 0, others: 0 }, unlisted: 0 };

export function createFrequency(
  field: ValueField,
  at?: Frequency['at'],
  order: ValueOrder = 'rate',
): Frequency {
  return {
    ...{ type: 'frequency', field, order, rows: [], totals: nothing },
    ...{ progress: { phase: 'counting', read: 0 }, index: 0, at },
  };
}

export function withCounts(
  frequency: Frequency,
  { rows, totals, progress }: Pick<Frequency, 'rows' | 'totals' | 'progress'>,
): Frequency {
  const isStopped = frequency.progress.phase === 'stopped' && progress.phase === 'counting';
  const phase = isStopped ? 'stopped' : progress.phase;
  return sorted({ ...frequency, rows, totals, progress: { ...progress, phase } });
}

/** Whether failure rates can differ: not if all runs of the list failed, or the field tells the outcome. */
export function hasRates({ field, totals: { runs } }: Frequency): boolean {
  return !tellsOutcome(field) && (runs.failed === 0 || runs.failed < runsOf(runs));
}

export function orderOf(frequency: Frequency): ValueOrder {
  return frequency.order === 'rate' && !hasRates(frequency) ? 'failed' : frequency.order;
}

export function nextOrder(frequency: Frequency): ValueOrder {
  const orders: readonly ValueOrder[] = hasRates(frequency) ? ['rate', 'failed', 'runs'] : ['failed', 'runs'];
  return orders[(orders.indexOf(orderOf(frequency)) + 1) % orders.length] ?? 'failed';
}

export function changeOrder(frequency: Frequency): Frequency {
  return sorted({ ...frequency, order: nextOrder(frequency) });
}

function sorted(frequency: Frequency): Frequency {
  const rows = sortCounts(frequency.rows, orderOf(frequency), frequency.totals.runs);
  const { at } = frequency;
  const found = at ? rows.findIndex(({ value }) => value === at.value) : 0;
  const index = found < 0 ? Math.min(frequency.index, rows.length - 1) : found;
  return { ...frequency, rows, index: Math.max(0, index) };
}

export function moveCursor(frequency: Frequency, by: number): Frequency {
  const index = Math.max(0, Math.min(frequency.rows.length - 1, frequency.index + by));
  const row = frequency.rows[index];
  return row ? { ...frequency, index, at: { value: row.value } } : frequency;
}

export function toggleStop(frequency: Frequency): Frequency {
  const { progress } = frequency;
  if (progress.phase === 'done') return frequency;
  const phase = progress.phase === 'counting' ? 'stopped' : 'counting';
  return { ...frequency, progress: { ...progress, phase } };
}

export type ValueOrder = 'rate' | 'failed' | 'runs';

/** The failure rate of fewer runs says little. */
const tellingRuns = 5;

/**
 * By rate, values whose runs fail more often than chance explains (as shared causes are judged) come first,
 * and those of few runs last, so that one failure of one run is not at the top.
 */
export function sortCounts(
  counts: readonly ValueCount[],
  order: ValueOrder,
  all: Outcomes,
): readonly ValueCount[] {
  const rankOf = (count: ValueCount): number => {
    if (order !== 'rate' || count.failed === 0) return 0;
    const isTelling = runsOf(count) >= tellingRuns;
    const isCause = failsMore(count, all, counts.length);
    return count.failed / runsOf(count) + 2 * Number(isTelling || isCause) + 2 * Number(isCause);
  };
  return counts
    .map(count => ({ count, rank: rankOf(count) }))
    .sort((a, b) => b.rank - a.rank || compareCounts(order, a.count, b.count))
    .map(({ count }) => count);
}

function failsMore(count: ValueCount, all: Outcomes, candidates: number): boolean {
  const { failed } = count;
  const split = {
    ...{ failed, failedTotal: all.failed },
    ...{ others: runsOf(count) - failed, othersTotal: runsOf(all) - all.failed },
  };
  return isSeparation(split, candidates);
}

function compareCounts(order: ValueOrder, a: ValueCount, b: ValueCount): number {
  const byRuns = runsOf(b) - runsOf(a);
  const byFailed = b.failed - a.failed;
  const [first, second] = order === 'runs' ? [byRuns, byFailed] : [byFailed, byRuns];
  const [one, other] = [a.value ?? '', b.value ?? ''];
  return first || second || Number(one > other) - Number(one < other);
}
