import { chooseValues, valueKeys } from '../clauses.ts';
import { composeQuery, toClause } from '../compose-query.ts';
import { formatQuery } from '../format.ts';
import { tryParseQuery } from '../parse/parse-query.ts';
import type { Clause, ClauseBody } from '../query.ts';

type NewTerm = {
  readonly bodies: readonly ClauseBody[];
  readonly isNegated: boolean;
  /** Whether a run may have several values of the field, so that two terms do not contradict. */
  readonly isOneOfSeveral?: boolean;
};

type Added = { readonly filter: string } | { readonly reason: string };

/** Adds a term to a filter, in place of terms that contradict it; the other terms stay as typed. */
export function addTerm(filter: string, term: NewTerm): Added {
  const parsed = tryParseQuery(filter);
  if ('error' in parsed) return { reason: parsed.error.message };
  if (term.isNegated && term.bodies.length > 1)
    return { reason: `no single term excludes ${formatQuery(composeQuery(...term.bodies))}` };
  const { clauses } = parsed.query;
  if (term.bodies.length === 1 && clauses.some(clause => saysAlready(clause, term)))
    return { reason: `the filter has ${formatTerm(term)} already` };
  const terms = clauses.flatMap(clause => {
    const left = leftOf(clause, term);
    if (left === undefined) return [];
    return left === clause ? filter.slice(clause.start, clause.end) : formatQuery({ clauses: [left] });
  });
  const next = [...terms, formatTerm(term)].join(' ');
  const checked = tryParseQuery(next);
  return 'error' in checked ? { reason: checked.error.message } : { filter: next };
}

export function formatTerm({ bodies, isNegated }: NewTerm): string {
  return formatQuery({ clauses: bodies.map(body => ({ ...toClause(body), negated: isNegated })) });
}

function leftOf(clause: Clause, { bodies, isNegated, isOneOfSeveral = false }: NewTerm): Clause | undefined {
  const same = bodies.find(body => isSameField(clause, body));
  if (!same) return clause;
  if (clause.negated !== isNegated) return withoutValues(clause, same);
  return isNegated || isOneOfSeveral ? clause : undefined;
}

function isSameField(clause: ClauseBody, body: ClauseBody): boolean {
  return fieldKey(clause) === fieldKey(body);
}

function fieldKey(body: ClauseBody): string {
  if (body.type === 'time' && body.field !== 'started') return 'created';
  const field = 'field' in body ? body.field : '';
  return JSON.stringify([body.type, field, body.type === 'path' ? [body.root, ...body.path] : '']);
}

function saysAlready(clause: Clause, { bodies: [body], isNegated }: NewTerm): boolean {
  if (!body || clause.negated !== isNegated || !isSameField(clause, body)) return false;
  const keys = valueKeys(clause);
  const isAmong = valueKeys(body).every(key => keys.includes(key));
  return isAmong && (isNegated || keys.length === 1);
}

/** Removes the values of the new term from a clause of the opposite sign. */
function withoutValues(clause: Clause, body: ClauseBody): Clause | undefined {
  const gone = new Set(valueKeys(body));
  const keys = valueKeys(clause);
  if (keys.every(key => !gone.has(key))) return clause;
  if (keys.every(key => gone.has(key))) return undefined;
  return chooseValues(clause, values => values.filter((_, at) => !gone.has(keys[at] ?? '')));
}
