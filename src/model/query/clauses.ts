import { composeQuery } from './compose-query.ts';
import { type Clause, type ClauseBody, isExactField, type Query } from './query.ts';
import { foldCase, searchNeedle } from './search-words.ts';

export type PayloadName = 'input' | 'output' | 'error' | 'messages' | 'logs';

const wordPayloads: readonly PayloadName[] = ['input', 'output', 'error', 'messages'];

export function clausePayloads(clause: Clause): readonly PayloadName[] {
  if (clause.type === 'path') return [clause.root];
  if (isLogClause(clause)) return ['logs'];
  return clause.type === 'word' && searchNeedle(clause.text) !== undefined ? wordPayloads : [];
}

export type LogClause = Extract<Clause, { type: 'text' }> & { readonly field: 'log' };

export function isLogClause(clause: Clause): clause is LogClause {
  return clause.type === 'text' && clause.field === 'log';
}

export function clauseNeedsPayloads(clause: Clause): boolean {
  return clausePayloads(clause).length > 0;
}

export const successes = composeQuery({ type: 'status', values: [{ status: 'success' }] });

export function asksForOutcome(clause: Clause): boolean {
  if (clause.type === 'text') return ['failure', 'error', 'step'].includes(clause.field);
  return clause.type === 'status' || clause.type === 'settled';
}

/** Whether a query compares runs with what is usual for their workflow. */
export function asksForUsual(query: Query): boolean {
  return query.clauses.some(clause => clause.type === 'number' && clause.field === 'slow');
}

/** Whether a query asks if a later run did the work of a failed one. */
export function asksForSettled(query: Query): boolean {
  return query.clauses.some(({ type }) => type === 'settled');
}

/** Failed runs whose work no later run has done. */
export const openFailures = composeQuery({ type: 'settled', values: ['no'] });

export function joinQueries(...queries: readonly Query[]): Query {
  return mergeEqual({ clauses: queries.flatMap(query => query.clauses) });
}

/** The words for statuses of the store alone, each with its clause. */
export function ownStatusWords({
  clauses,
}: Query): readonly { readonly text: string; readonly clause: Clause }[] {
  return clauses.flatMap(clause =>
    clause.type === 'status'
      ? clause.values.flatMap(({ raw }) => (raw === undefined ? [] : [{ text: raw, clause }]))
      : [],
  );
}

/** Whether a query keeps every failed run of its workflows, so that their totals apply to it. */
export function keepsWholeWorkflows({ clauses }: Query): boolean {
  return clauses.every(clause => {
    if (clause.type === 'kind') return true;
    if (clause.type === 'text') return clause.field === 'workflow';
    return (
      clause.type === 'status' && !clause.negated && clause.values.some(({ status }) => status === 'failed')
    );
  });
}

/** Keeps the first of equal clauses, and the first of equal values in a clause. */
export function mergeEqual({ clauses }: Query): Query {
  const merged = clauses.map(clause =>
    chooseValues(clause, values => firstOfEach(values, value => valueKey(value, clause))),
  );
  return { clauses: firstOfEach(merged, clauseKey) };
}

/** A clause with some of its values; a word has none. */
export function chooseValues(clause: Clause, choose: <T>(values: readonly T[]) => readonly T[]): Clause {
  if ('values' in clause) return { ...clause, values: choose<unknown>(clause.values) } as Clause;
  return 'tests' in clause ? ({ ...clause, tests: choose<unknown>(clause.tests) } as Clause) : clause;
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...Map.groupBy(items, keyOf).values()].flatMap(group => group.slice(0, 1));
}

function clauseKey({ start: _, end: __, ...body }: Clause): string {
  const path = body.type === 'path' ? [body.root, ...body.path] : [];
  const field = 'field' in body ? body.field : '';
  return JSON.stringify([body.negated, body.type, field, path, valueKeys(body).toSorted()]);
}

/** A text for each value, equal for values of the same meaning. */
export function valueKeys(body: ClauseBody): readonly string[] {
  const values: readonly unknown[] =
    body.type === 'word' ? [body.text] : 'values' in body ? body.values : body.tests;
  return values.map(value => valueKey(value, body));
}

function valueKey(value: unknown, body: ClauseBody): string {
  const isExact = body.type === 'text' && isExactField(body.field);
  return JSON.stringify(value, (_, part) => (typeof part === 'string' && !isExact ? foldCase(part) : part));
}
