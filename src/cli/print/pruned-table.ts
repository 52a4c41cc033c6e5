import { knownStatuses, type RunStatus, statusInfo } from '../../model/status.ts';
import { formatCount } from '../../model/text/formats.ts';
import { type RunCount, sumRuns } from '../../operations/run-counts.ts';
import { type TextColumn, textTable } from './text-table.ts';

const allStatuses: readonly RunStatus[] = [...knownStatuses, 'unknown'];

type NameCounts = {
  readonly name: string;
  readonly kind: string;
  readonly counts: readonly RunCount[];
};

/** A line for each workflow and agent, most runs first, and one for all; a column for each status. */
export function prunedTable(counts: readonly RunCount[], width: number): readonly string[] {
  const byName = Map.groupBy(counts, ({ kind, name }) => JSON.stringify([kind, name]));
  const names = [...byName.values()].flatMap((counts): readonly NameCounts[] => {
    const [first] = counts;
    return first ? [{ name: first.name, kind: first.kind, counts }] : [];
  });
  names.sort((a, b) => sumRuns(b.counts) - sumRuns(a.counts));
  const statuses = allStatuses.filter(one => counts.some(({ status }) => status === one));
  if (names.length > 1) names.push({ name: 'all', kind: '', counts });
  return textTable(
    names,
    [
      { title: 'NAME', text: ({ name }) => name },
      { title: 'TYPE', text: ({ kind }) => kind },
      { title: 'RUNS', align: 'end', text: ({ counts }) => formatCount(sumRuns(counts)) },
      ...statuses.map(statusColumn),
    ],
    width,
  );
}

function statusColumn(status: RunStatus): TextColumn<NameCounts> {
  return {
    title: statusInfo[status].label.toUpperCase(),
    align: 'end',
    text: ({ counts }) => {
      const runs = sumRuns(counts.filter(count => count.status === status));
      return runs > 0 ? formatCount(runs) : '';
    },
  };
}
