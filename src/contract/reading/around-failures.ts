import { asksForOutcome, joinQueries } from '../../model/query/clauses.ts';
import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import { createdFrom, createdUpTo } from '../../model/query/created-between.ts';
import type { Clause, ClauseBody, Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';

const mostNames = 50;

/** Runs of the same workflows, up to the last failure, that may have ended in any way. */
export function aroundQuery(query: Query, failed: readonly RunSummary[], lastAt: number): Query {
  return ofSameWorkflows(query, failed, createdUpTo(lastAt));
}

/** Runs of the same workflows after the last failure. */
export function laterQuery(query: Query, failed: readonly RunSummary[], lastAt: number): Query {
  return ofSameWorkflows(query, failed, createdFrom(Math.floor(lastAt) + 1));
}

function ofSameWorkflows(query: Query, failed: readonly RunSummary[], bound: ClauseBody): Query {
  const names = [...new Set(failed.map(run => run.name))];
  return joinQueries(
    { clauses: query.clauses.filter(clause => !mayAskForOutcome(clause)) },
    composeQuery(bound, ...(names.length > mostNames ? [] : [oneOfTexts('workflow', ...names)])),
  );
}

/** Runs that went otherwise are what failures are compared with; a word may be of the error. */
function mayAskForOutcome(clause: Clause): boolean {
  return asksForOutcome(clause) || clause.type === 'word';
}
