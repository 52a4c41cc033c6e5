import fc from 'fast-check';
import { expect } from 'vitest';
import { compareNewest, createComparator } from '../../src/contract/lists/run-order.ts';
import { sortFields } from '../../src/contract/lists/sort.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { signatureOf } from '../../src/model/failure/failure-text.ts';
import { knownFailure } from '../../src/model/failure/summarize-failure.ts';
import { compileMatcher } from '../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { emptyQuery, type Query } from '../../src/model/query/query.ts';
import type { RunSummary } from '../../src/model/run.ts';
import { arbitraryQuery } from '../model/query/arbitrary-query.ts';
import { type TestRun, toMatchable } from '../model/query/arbitrary-run.ts';
import { testNow } from '../model/query/vocabulary.ts';
import { trials } from '../trials.ts';
import { idsOf, listAll } from './reading.ts';
import { withSettled } from './with-settled.ts';
import { withUsual } from './with-usual.ts';

export const manyQueries = fc.array(arbitraryQuery, { minLength: trials(60, 20), maxLength: trials(60, 20) });

/** Runs with what a store that holds all of them tells of each: what is usual, and what settled it. */
export function toListed(runs: readonly TestRun[]): readonly TestRun[] {
  const summaries = withSettled(withUsual(runs.map(run => run.summary)), runs);
  return runs.map((run, at) => ({ ...run, summary: summaries[at] ?? run.summary }));
}

/** The listed runs that the matcher says a query means, newest first. */
export function meant(runs: readonly TestRun[], query: Query): RunSummary[] {
  const fits = compileMatcher(query, { now: testNow });
  return runs
    .filter(run => fits(toMatchable(run)))
    .map(run => run.summary)
    .sort(compareNewest);
}

const asRecorded = (run: TestRun) => run;

/** A store that holds these runs lists what the matcher means, in pages of several sizes. */
export async function expectPagesAgree(
  store: RunStore,
  runs: readonly TestRun[],
  queries: readonly Query[],
  limits: readonly number[],
  toShown = asRecorded,
): Promise<void> {
  const listed = toListed(runs).map(toShown);
  for (const [at, query] of [...queries, ...failureQueries(listed)].entries()) {
    const found = await listAll(store, query, { limit: limits[at % limits.length], now: testNow });
    expect(idsOf(found), JSON.stringify(query)).toEqual(idsOf(meant(listed, query)));
  }
}

/** Groups of which some runs are, and all others. */
function failureQueries(runs: readonly TestRun[]): readonly Query[] {
  const failures = runs
    .flatMap(({ summary }) => knownFailure(summary)?.failure ?? [])
    .slice(0, trials(12, 4));
  const ids = failures.flatMap(failure => [failure, signatureOf(failure), failure.replace(/\.[^.]+/, '.-')]);
  return ids.flatMap(id => [parseQuery(`failure:${id}`), parseQuery(`-failure:${id}`)]);
}

/** And the first of these under every sort, in both directions. */
export async function expectTopsAgree(
  store: RunStore,
  runs: readonly TestRun[],
  queries: readonly Query[],
  limit: number,
  toShown = asRecorded,
): Promise<void> {
  const listed = toListed(runs).map(toShown);
  for (const [at, query] of [...sortFields.map(() => emptyQuery), ...queries.slice(0, 32)].entries()) {
    for (const descending of [true, false]) {
      const sort = { field: sortFields[at % sortFields.length] ?? 'cost', descending };
      const page = await store.listRuns(query, { sort, limit, now: testNow });
      const all = meant(listed, query).sort(createComparator(sort, testNow));
      expect(idsOf(page.runs), JSON.stringify([sort, query])).toEqual(idsOf(all.slice(0, limit)));
    }
  }
}
