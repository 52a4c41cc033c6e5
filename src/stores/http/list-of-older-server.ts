import { isNewestFirst } from '../../contract/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/run-store.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Clause, Query } from '../../model/query/query.ts';

type List = (query: Query, options: ListOptions) => Promise<RunPage>;

/** A server of before groups refuses `failure:`: its rows are matched here, so that pages may be short. */
export function listOfOlderServer(list: List): List {
  return async (query, options) => {
    try {
      return await list(query, options);
    } catch (error) {
      const own = query.clauses.filter(isAboutFailures);
      const isUnknown = own.length > 0 && refusalOf(error)?.problem === 'bad-filter';
      if (!isUnknown || !isNewestFirst(options.sort)) throw error;
      const page = await list({ clauses: query.clauses.filter(clause => !isAboutFailures(clause)) }, options);
      const matches = compileMatcher({ clauses: own }, { now: options.now });
      return { ...page, runs: page.runs.filter(summary => matches({ summary })) };
    }
  };
}

function isAboutFailures(clause: Clause): boolean {
  return clause.type === 'text' && clause.field === 'failure';
}
