import type { RunKind } from '../model/run.ts';
import type { RunStatus } from '../model/status.ts';

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
