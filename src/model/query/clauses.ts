import { composeQuery } from './compose-query.ts';
import { mergeEqual } from './merge-equal.ts';
import type { Clause, Query } from './query.ts';
import { searchNeedle } from './search-words.ts';

/** A payload of a run, as `Payloads` names it. */
export type PayloadName = 'input' | 'output' | 'error' | 'messages';

const everyPayload: readonly PayloadName[] = ['input', 'output', 'error', 'messages'];

/** The payloads that may decide the clause. */
export function clausePayloads(clause: Clause): readonly PayloadName[] {
  if (clause.type === 'path') return [clause.root];
  return clause.type === 'word' && searchNeedle(clause.text) !== undefined ? everyPayload : [];
}

export function clauseNeedsPayloads(clause: Clause): boolean {
  return clausePayloads(clause).length > 0;
}

/** Runs that succeeded. */
export const successes = composeQuery({ type: 'status', values: [{ status: 'success' }] });

/** Whether a clause asks how a run ended, and of a failed one why. */
export function asksForOutcome(clause: Clause): boolean {
  if (clause.type === 'text') return ['failure', 'error', 'step'].includes(clause.field);
  return clause.type === 'status';
}

/** Whether a clause compares runs with what is usual for their workflow. */
export function asksForUsual(query: Query): boolean {
  return query.clauses.some(comparesWithUsual);
}

export function comparesWithUsual(clause: Clause): boolean {
  return clause.type === 'number' && clause.field === 'slow';
}

export function joinQueries(...queries: readonly Query[]): Query {
  return mergeEqual({ clauses: queries.flatMap(query => query.clauses) });
}

/** The words for statuses that runlens does not know, each with its clause. */
export function ownStatusWords({
  clauses,
}: Query): readonly { readonly text: string; readonly clause: Clause }[] {
  return clauses.flatMap(clause =>
    clause.type === 'status'
      ? clause.values.flatMap(({ raw }) => (raw === undefined ? [] : [{ text: raw, clause }]))
      : [],
  );
}

/** Whether a query leaves out no failed run of the workflows that it names, so that totals apply to it. */
export function keepsWholeWorkflows({ clauses }: Query): boolean {
  return clauses.every(clause => {
    if (clause.type === 'kind') return true;
    if (clause.type === 'text') return clause.field === 'workflow';
    return (
      clause.type === 'status' && !clause.negated && clause.values.some(({ status }) => status === 'failed')
    );
  });
}
