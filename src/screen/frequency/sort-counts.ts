import { type Outcomes, runsOf, type ValueCount } from '../../model/query/values/count-values.ts';
import { isSeparation } from '../../model/share/separation.ts';

export type ValueOrder = 'rate' | 'failed' | 'runs';

/**
 * The values in an order. By rate, those come first whose runs fail more often than the others' by more than
 * chance, as shared causes are judged: one failure of one run is not at the top. The others follow by
 * failures.
 */
export function sortCounts(
  counts: readonly ValueCount[],
  order: ValueOrder,
  all: Outcomes,
): readonly ValueCount[] {
  const rateOf = (count: ValueCount): number =>
    order === 'rate' && failsMore(count, all, counts.length) ? count.failed / runsOf(count) : 0;
  return counts
    .map(count => ({ count, rate: rateOf(count) }))
    .sort((a, b) => b.rate - a.rate || compareCounts(order, a.count, b.count))
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
  return first || second || compareText(a.value ?? '', b.value ?? '');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
