import { needsUsual } from '../../../contract/lists/run-order.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import { createdBounds, isCreatedRange } from '../../../model/query/compose-query.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import type { WorkflowUsual } from '../../../model/usual/usual.ts';
import { compileClause } from '../../../query-sql/compile-clause.ts';
import type { Condition } from '../../../query-sql/condition.ts';
import type { FilterDialect } from '../../../query-sql/filter-dialect.ts';
import { type Sql, sql } from '../../../query-sql/sql-template.ts';
import { dictionaryFieldsOf } from '../../runs/events/dictionary.ts';
import { listNames, listSearchedValues, listValues } from '../../runs/filter/listed-values.ts';
import type { Database } from '../database.ts';
import { type FacetField, isFacet } from '../facets.ts';
import { type Arms, chooseIndex, type DrivingIndex, startedArms } from './driving-index.ts';
import { type ListedValues, postgresFilter } from './postgres-filter.ts';
import { readUsual } from './postgres-run-row.ts';

type PlannedClause = { readonly clause: Clause; readonly condition: Condition };

/** How to find the runs of a query, newest first. */
export type Plan = {
  readonly query: Query;
  readonly now: number;
  /** What is usual for all workflows, where the query or the order needs it. */
  readonly usual?: readonly WorkflowUsual[];
  readonly dialect: FilterDialect;
  readonly driving: DrivingIndex;
  /** Bounds of the creation time. */
  readonly bounds: readonly Sql[];
  readonly arms: Arms;
  readonly clauses: readonly PlannedClause[];
  /** The clauses that neither the driving index nor the bounds answer. */
  readonly rest: readonly PlannedClause[];
};

export async function planQuery(db: Database, query: Query, now: number, sort?: Sort): Promise<Plan> {
  const usual = needsUsual(query, sort) ? await readUsual(db) : undefined;
  const { dialect, names } = await readDialect(db, query, usual);
  const clauses = query.clauses.map(clause => ({ clause, condition: compileClause(clause, dialect, now) }));
  const driving = chooseIndex(query, () => names);
  const rest = clauses.filter(({ clause }) => !driving.clauses.includes(clause) && !isCreatedRange(clause));
  const bounds = boundsOf(query, now);
  return { query, now, usual, dialect, driving, bounds, arms: startedArms(query, now), clauses, rest };
}

/** Reads what compiling the clauses needs to know; the names of runs where a clause is about them. */
export async function readDialect(db: Database, query: Query, usual?: readonly WorkflowUsual[]) {
  const valuesOf = await readValues(db, query);
  const hasWord = query.clauses.some(({ type }) => type === 'word');
  const searched = hasWord ? await db.read(listSearchedValues()) : new Map();
  return { dialect: postgresFilter(valuesOf, searched, usual), names: valuesOf('workflow') };
}

/** Conditions for the times of creation. */
export function boundsOf(query: Query, now: number): readonly Sql[] {
  const { from, to } = createdBounds(query, now);
  return [
    ...(from > Number.NEGATIVE_INFINITY ? [sql`r.created_at >= ${from}`] : []),
    ...(to < Number.POSITIVE_INFINITY ? [sql`r.created_at < ${to}`] : []),
  ];
}

/** Reads the listed values of fields with a glob, and names, which drive an index. */
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
