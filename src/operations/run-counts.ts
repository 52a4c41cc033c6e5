import type { RunStore } from '../contract/run-store.ts';
import type { RunTotals } from '../model/failure/failure-groups.ts';
import { asksForOutcome, keepsWholeWorkflows } from '../model/query/clauses.ts';
import type { Query } from '../model/query/query.ts';
import type { RunKind } from '../model/run.ts';
import { type RunStatus, statusInfo } from '../model/status.ts';
import { formatCount } from '../model/text/formats.ts';
import { readInBackground } from './list-pages.ts';

export type RunCount = {
  readonly kind: RunKind;
  readonly name: string;
  readonly status: RunStatus;
  readonly runs: number;
};

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
  readonly statuses: string;
};

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

type Options = { readonly now: number; readonly signal?: AbortSignal };

const mostRuns = { local: 10_000, remote: 2_000 } as const;

/**
 * How many runs each workflow has, by name, however they ended, among those that the rest of the query
 * matches: by the store's counters, else by reading up to 10,000 runs, 2,000 of a remote store. `undefined`
 * where there are more, or where payloads would have to be read.
 */
export async function readRunTotals(
  store: Pick<RunStore, 'listRuns' | 'workflows' | 'target'>,
  query: Query,
  options: Options,
): Promise<RunTotals | undefined> {
  if (keepsWholeWorkflows(query)) return countersOf(store, options);
  const all = { clauses: query.clauses.filter(clause => !asksForOutcome(clause)) };
  if (all.clauses.some(({ type }) => type === 'word' || type === 'path')) return undefined;
  return listedTotals(store, all, options);
}

async function countersOf(store: Pick<RunStore, 'workflows'>, { signal }: Options): Promise<RunTotals> {
  const totals = new Map<string, number>();
  for (const { name, total } of await store.workflows({ signal }))
    totals.set(name, (totals.get(name) ?? 0) + total);
  return totals;
}

async function listedTotals(store: Pick<RunStore, 'listRuns' | 'target'>, query: Query, options: Options) {
  const totals = new Map<string, number>();
  const most = store.target.isRemote ? mostRuns.remote : mostRuns.local;
  for await (const { runs, nextCursor } of readInBackground(store, query, { ...options, most })) {
    for (const { name } of runs) totals.set(name, (totals.get(name) ?? 0) + 1);
    if (nextCursor === undefined) return totals;
  }
  return undefined;
}
