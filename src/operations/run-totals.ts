import type { RunStore } from '../contract/run-store.ts';
import type { RunTotals } from '../model/failure/failure-groups.ts';
import { asksForOutcome, keepsWholeWorkflows } from '../model/query/clauses.ts';
import type { Query } from '../model/query/query.ts';
import { readInBackground } from './list-pages.ts';

type Options = { readonly now: number; readonly signal?: AbortSignal };

const mostRuns = { local: 10_000, remote: 2_000 } as const;

/**
 * How many runs each workflow has, by name, among those that the query leaves of it, however they ended: by
 * the store's counters, or else by reading up to 10,000, of a remote store 2,000. `undefined` where there are
 * more, or where payloads would have to be read.
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

async function listedTotals(
  store: Pick<RunStore, 'listRuns' | 'target'>,
  query: Query,
  options: Options,
): Promise<RunTotals | undefined> {
  const totals = new Map<string, number>();
  const most = store.target.isRemote ? mostRuns.remote : mostRuns.local;
  for await (const { runs, nextCursor } of readInBackground(store, query, { ...options, most })) {
    for (const { name } of runs) totals.set(name, (totals.get(name) ?? 0) + 1);
    if (nextCursor === undefined) return totals;
  }
  return undefined;
}
