import { type RunStatus, statusInfo } from '../../model/status.ts';
import { formatCount } from '../../model/text/formats.ts';
import { type RunCount, sumRuns } from '../run-counts.ts';

export type NameCount = {
  readonly name: string;
  readonly runs: number;
  /** `700 running, 120 queued` */
  readonly statuses: string;
};

/** Counts by workflow or agent, the most frequent first. */
export function countsByName(counts: readonly RunCount[]): readonly NameCount[] {
  return [...Map.groupBy(counts, ({ name }) => name)]
    .map(([name, own]) => ({ name, runs: sumRuns(own), statuses: describeStatuses(own) }))
    .sort((a, b) => b.runs - a.runs);
}

/** `1,000 running, 240 queued`: the most frequent first. */
export function describeStatuses(counts: readonly RunCount[]): string {
  return [...Map.groupBy(counts, ({ status }) => status)]
    .map(([status, own]): readonly [RunStatus, number] => [status, sumRuns(own)])
    .sort(([, a], [, b]) => b - a)
    .map(([status, runs]) => `${formatCount(runs)} ${statusInfo[status].label.toLowerCase()}`)
    .join(', ');
}
