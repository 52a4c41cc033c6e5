import { joinQueries } from '../../model/query/clauses.ts';
import type { Clause, ClauseBody, Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';

const mostNames = 50;

/** Runs of the same workflows, up to the last failure, that may have ended in any way. */
export function aroundQuery(query: Query, failed: readonly RunSummary[], lastAt: number): Query {
  return sameWorkflowsQuery(query, failed, 'until', lastAt);
}

/** Runs of the same workflows after the last failure. */
export function laterQuery(query: Query, failed: readonly RunSummary[], lastAt: number): Query {
  return sameWorkflowsQuery(query, failed, 'since', Math.floor(lastAt) + 1);
}

function sameWorkflowsQuery(
  query: Query,
  failed: readonly RunSummary[],
  op: 'since' | 'until',
  at: number,
): Query {
  const names = [...new Set(failed.map(run => run.name))];
  const test = { op, text: new Date(at).toISOString() };
  return joinQueries(
    { clauses: query.clauses.filter(clause => !isOfOutcome(clause)) },
    toQuery({ type: 'time', field: op, tests: [test] }),
    ...(names.length > mostNames ? [] : [workflowQuery(names)]),
  );
}

/** Whether a clause asks how a run went: runs that went otherwise are what it is compared with. */
function isOfOutcome(clause: Clause): boolean {
  if (clause.type === 'text') return ['failure', 'error', 'step'].includes(clause.field);
  return clause.type === 'status' || clause.type === 'word';
}

function workflowQuery(names: readonly string[]): Query {
  return toQuery({ type: 'text', field: 'workflow', values: names.map(text => ({ text, isGlob: false })) });
}

function toQuery(body: ClauseBody): Query {
  return { clauses: [{ ...body, negated: false, start: 0, end: 0 }] };
}
