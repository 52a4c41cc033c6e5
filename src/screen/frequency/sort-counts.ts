import { type Outcomes, runsOf, type ValueCount } from '../../model/query/values/count-values.ts';
import { isSeparation } from '../../model/share/separation.ts';

export type ValueOrder = 'rate' | 'failed' | 'runs';

/** A rate of fewer runs says little. */
const tellingRuns = 5;

/**
 * The values in an order. By rate, those come first whose runs fail more often than the others' by more than
 * chance, as shared causes are judged, and those of few runs last: one failure of one run is not at the top.
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
  return first || second || compareText(a.value ?? '', b.value ?? '');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
