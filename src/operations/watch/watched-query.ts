import { clauseNeedsPayloads, joinQueries } from '../../model/query/clauses.ts';
import { composeQuery, createdBetween } from '../../model/query/compose-query.ts';
import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import type { Clause, Query, TextField } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import { runTags } from '../../model/run-fields.ts';

const neverChanging: readonly TextField[] = ['id', 'workflow', 'trigger', 'retryOf', ...runTags];

/** The clauses that hold for a run from its beginning to its end; the others may come to match a run late. */
export function lastingPart({ clauses }: Query): Query {
  return { clauses: clauses.filter(isLasting) };
}

function isLasting(clause: Clause): boolean {
  return clause.type === 'kind' || (clause.type === 'text' && neverChanging.includes(clause.field));
}

const active = composeQuery({ type: 'status', values: [{ status: 'active' }] });

export function activeRuns(query: Query): Query {
  return joinQueries(query, active);
}

/** `at` is epoch ms. */
export function createdSince(query: Query, at: number): Query {
  return joinQueries(query, createdBetween(at));
}

export type WatchMatcher = {
  /** Whether payloads may decide, which are read for each run. */
  readonly readsPayloads: boolean;
  readonly matches: (
    summary: RunSummary,
    now: number,
    readPayloads: () => Promise<Payloads>,
  ) => Promise<boolean>;
};

export function createWatchMatcher(query: Query): WatchMatcher {
  return {
    readsPayloads: query.clauses.some(clauseNeedsPayloads),
    matches: async (summary, now, readPayloads) => {
      const matches = compileMatcher(query, { now });
      let isUndecided = false;
      const payloads = () => {
        isUndecided = true;
        return {};
      };
      const isMatch = matches({ summary, payloads });
      if (!isUndecided) return isMatch;
      const read = await readPayloads();
      return matches({ summary, payloads: () => read });
    },
  };
}
