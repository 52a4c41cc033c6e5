import { needsUsual } from '../../../contract/lists/run-order.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import { createdBounds, isCreatedRange } from '../../../model/query/compose-query.ts';
import type { Query } from '../../../model/query/query.ts';
import type { WorkflowUsual } from '../../../model/usual/usual.ts';
import { compileClause } from '../../../query-sql/compile-clause.ts';
import { type Sql, sql } from '../../../query-sql/sql-template.ts';
import { dictionaryFieldsOf } from '../../runs/events/dictionary.ts';
import { listNames, listSearchedValues, listValues } from '../../runs/filter/listed-values.ts';
import type { Database } from '../database.ts';
import { type FacetField, isFacet } from '../facets.ts';
import { chooseIndex, startedArms } from './driving-index.ts';
import { type ListedValues, postgresFilter } from './postgres-filter.ts';
import { readUsual } from './postgres-run-row.ts';

export type Plan = Awaited<ReturnType<typeof planQuery>>;

export async function planQuery(db: Database, query: Query, now: number, sort?: Sort) {
  const usual = needsUsual(query, sort) ? await readUsual(db) : undefined;
  const { dialect, names } = await readDialect(db, query, usual);
  const clauses = query.clauses.map(clause => ({ clause, condition: compileClause(clause, dialect, now) }));
  const driving = chooseIndex(query, () => names);
  // Neither the driving index nor the bounds answer these.
  const rest = clauses.filter(({ clause }) => !driving.clauses.includes(clause) && !isCreatedRange(clause));
  const bounds = boundsOf(query, now);
  return { query, now, usual, dialect, driving, bounds, arms: startedArms(query, now), clauses, rest };
}

export async function readDialect(db: Database, query: Query, usual?: readonly WorkflowUsual[]) {
  const valuesOf = await readValues(db, query);
  const hasWord = query.clauses.some(({ type }) => type === 'word');
  const searched = hasWord ? await db.read(listSearchedValues()) : new Map();
  return { dialect: postgresFilter(valuesOf, searched, usual), names: valuesOf('workflow') };
}

export function boundsOf(query: Query, now: number): readonly Sql[] {
  const { from, to } = createdBounds(query, now);
  return [
    ...(from > Number.NEGATIVE_INFINITY ? [sql`r.created_at >= ${from}`] : []),
    ...(to < Number.POSITIVE_INFINITY ? [sql`r.created_at < ${to}`] : []),
  ];
}

/** Reads the listed values of fields with a glob, and the names, which drive an index. */
async function readValues(db: Database, query: Query): Promise<ListedValues> {
  const values = new Map<FacetField, readonly string[]>();
  for (const clause of query.clauses) {
    if (clause.type !== 'text' || !isFacet(clause.field)) continue;
    const { field } = clause;
    const isTried = field === 'workflow' || clause.values.some(value => value.isGlob);
    if (!isTried || values.has(field)) continue;
    const found = await db.read(field === 'workflow' ? listNames() : listValues(dictionaryFieldsOf[field]));
    if (found) values.set(field, found);
  }
  return field => values.get(field);
}
