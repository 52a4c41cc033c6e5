import { isNewestFirst } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { comparesWithUsual } from '../../model/query/clauses.ts';
import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Clause, Query } from '../../model/query/query.ts';
import { createUsualOfLists } from './usual-of-lists.ts';

type List = (query: Query, options: ListOptions) => Promise<RunPage>;

/**
 * An older server refuses `failure:`, `retryOf:` and `duration:>3x`: its rows are matched here, so that
 * pages may be short. What is usual is found by its lists.
 */
export function listOfOlderServer(list: List): List {
  const addUsual = createUsualOfLists({ listRuns: list });

  async function listMatching(query: Query, options: ListOptions): Promise<RunPage> {
    const own = query.clauses.filter(isNewer);
    const rest = { clauses: query.clauses.filter(clause => !isNewer(clause)) };
    const page = await listOrAdd(rest, { ...options, usual: options.usual || own.some(comparesWithUsual) });
    const matches = compileMatcher({ clauses: own }, { now: options.now });
    return { ...page, runs: page.runs.filter(summary => matches({ summary })) };
  }

  async function listOrAdd(query: Query, options: ListOptions): Promise<RunPage> {
    try {
      return await list(query, options);
    } catch (error) {
      if (!options.usual || refusalOf(error)?.problem !== 'bad-request') throw error;
      const page = await list(query, { ...options, usual: false });
      return { ...page, runs: await addUsual(page.runs, options) };
    }
  }

  return async (query, options) => {
    try {
      return await listOrAdd(query, options);
    } catch (error) {
      const isUnknown = query.clauses.some(isNewer) && refusalOf(error)?.problem === 'bad-filter';
      if (!isUnknown || !isNewestFirst(options.sort)) throw error;
      return listMatching(query, options);
    }
  };
}

/** Whether servers of older versions do not know the clause. */
function isNewer(clause: Clause): boolean {
  if (clause.type === 'text') return clause.field === 'failure' || clause.field === 'retryOf';
  return comparesWithUsual(clause);
}
