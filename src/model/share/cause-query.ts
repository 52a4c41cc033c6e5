import { joinQueries } from '../query/clauses.ts';
import { toClause } from '../query/compose-query.ts';
import type { ClauseBody, Query } from '../query/query.ts';
import { named } from './shared-text.ts';
import type { ValueSet } from './value-sets.ts';
import type { SharedValue } from './value-table.ts';

/** The filter for the runs of a cause; `undefined` where the filter language cannot name them. */
export function causeQuery(sets: readonly ValueSet[]): Query | undefined {
  const queries = sets.map(setQuery).filter(query => query !== undefined);
  return queries.length === sets.length ? joinQueries(...queries) : undefined;
}

function setQuery({ values, isAbsent }: ValueSet): Query | undefined {
  const body = named(values)
    .map(toBody)
    .find(found => found !== undefined);
  return body && { clauses: [{ ...toClause(body), negated: isAbsent }] };
}

function toBody({ field: { filter }, text }: SharedValue): ClauseBody | undefined {
  if (!filter) return undefined;
  const pattern = { text: text ?? '*', isGlob: text === undefined };
  return 'field' in filter
    ? { type: 'text', field: filter.field, values: [pattern] }
    : { type: 'path', root: 'input', path: filter.path, tests: [{ type: 'text', pattern }] };
}
