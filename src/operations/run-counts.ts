import type { RunKind } from '../model/run.ts';
import { type RunStatus, statusInfo } from '../model/status.ts';
import { formatCount } from '../model/text/formats.ts';

export type RunCount = {
  readonly kind: RunKind;
  readonly name: string;
  readonly status: RunStatus;
  readonly runs: number;
};

/** Counts runs by kind, name and status. */
export function createRunCounts() {
  const counts = new Map<string, { readonly run: Omit<RunCount, 'runs'>; runs: number }>();
  let total = 0;
  return {
    add({ kind, name, status }: Omit<RunCount, 'runs'>) {
      const key = JSON.stringify([kind, name, status]);
      const count = counts.get(key) ?? { run: { kind, name, status }, runs: 0 };
      count.runs += 1;
      counts.set(key, count);
      total += 1;
    },
    total: () => total,
    /** Most frequent first. */
    list: (): readonly RunCount[] =>
      [...counts.values()].map(({ run, runs }) => ({ ...run, runs })).sort((a, b) => b.runs - a.runs),
  };
}

export function sumRuns(counts: readonly RunCount[]): number {
  return counts.reduce((sum, { runs }) => sum + runs, 0);
}

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
