import { compilePattern } from '../../../model/query/pattern.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { resolveTime } from '../../../model/query/resolve-time.ts';
import { dictionaryLimits } from '../../runs/dictionary-fields.ts';
import type { Condition } from '../../runs/filter/condition.ts';
import { raw, type Sql, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import type { FacetField } from '../facets.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { chooseDriver, type Driver } from './driving-index.ts';
import { compileClause, type FilterContext } from './postgres-filter.ts';

export type PlannedClause = { readonly clause: Clause; readonly condition: Condition };

/** How to find the runs of a query, newest first. */
export type Plan = {
  readonly query: Query;
  readonly now: number;
  readonly driver: Driver;
  /** Between which moments of creation runs are looked for. */
  readonly bounds: readonly Sql[];
  /** Every clause, and what SQL can say of it. */
  readonly clauses: readonly PlannedClause[];
  /** Those that neither the driver nor the bounds answer. */
  readonly rest: readonly PlannedClause[];
};

export async function planQuery(db: Database, query: Query, now: number): Promise<Plan> {
  const valuesOf = await readValues(db, query);
  const context: FilterContext = { now, valuesOf };
  const clauses = query.clauses.map(clause => ({ clause, condition: compileClause(clause, context) }));
  const driver = chooseDriver(query, clause => namesOf(clause, valuesOf));
  const bounds = boundsOf(query, now);
  const rest = clauses.filter(
    ({ clause }) => !driver.clauses.some(driven => driven === clause) && !isBound(clause),
  );
  return { query, now, driver, bounds, clauses, rest };
}

function namesOf(clause: Clause, valuesOf: FilterContext['valuesOf']): readonly string[] | undefined {
  if (clause.type !== 'text' || clause.field !== 'workflow') return undefined;
  const tests = clause.values.map(compilePattern);
  return valuesOf('workflow')
    ?.filter(name => tests.some(test => test(name)) !== clause.negated)
    .map(encodeText);
}

/** Of one range, the bounds say all. */
function isBound(clause: Clause): boolean {
  return clause.type === 'time' && clause.field !== 'started' && !clause.negated && clause.tests.length === 1;
}

function boundsOf(query: Query, now: number): readonly Sql[] {
  return query.clauses.flatMap(clause => {
    if (clause.type !== 'time' || clause.field === 'started' || clause.negated) return [];
    const ranges = clause.tests.map(test => resolveTime(test, now));
    const from = Math.min(...ranges.map(range => range.from ?? Number.NEGATIVE_INFINITY));
    const to = Math.max(...ranges.map(range => range.to ?? Number.POSITIVE_INFINITY));
    return [
      ...(from > Number.NEGATIVE_INFINITY ? [sql`r.created_at >= ${from}::float8`] : []),
      ...(to < Number.POSITIVE_INFINITY ? [sql`r.created_at < ${to}::float8`] : []),
    ];
  });
}

const dictionaryFieldsOf = {
  project: ['project'],
  actor: ['actor'],
  trigger: ['trigger_type', 'trigger_label', 'trigger_raw'],
  model: ['model'],
  service: ['service'],
  step: ['error_step'],
} as const satisfies Partial<Record<FacetField, readonly string[]>>;

/**
 * The listed texts of the fields whose texts have to be tried: those of globs, and names, which an index is
 * read by.
 */
async function readValues(db: Database, query: Query): Promise<FilterContext['valuesOf']> {
  const values = new Map<FacetField, readonly string[]>();
  for (const clause of query.clauses) {
    if (clause.type !== 'text' || clause.field === 'id' || clause.field === 'error') continue;
    const { field } = clause;
    const isTried = field === 'workflow' || clause.values.some(value => value.isGlob);
    if (!isTried || values.has(field)) continue;
    const found =
      field === 'workflow' ? await readNames(db) : await readListed(db, dictionaryFieldsOf[field]);
    if (found) values.set(field, found);
  }
  return field => values.get(field);
}

async function readNames(db: Database): Promise<readonly string[] | undefined> {
  const most = dictionaryLimits.values;
  const names = await db.rows<{ name: string }>(
    sql`SELECT DISTINCT name FROM counts LIMIT ${raw(String(most + 1))}`,
  );
  return names.length > most ? undefined : names.map(row => decodeText(row.name));
}

async function readListed(db: Database, fields: readonly string[]): Promise<readonly string[] | undefined> {
  const asked = fields.flatMap(field => [field, `${field}!`]);
  const rows = await db.rows<{ field: string; value: string }>(
    sql`SELECT field, value FROM dictionary WHERE field = ANY(${asked}::text[])`,
  );
  if (rows.some(({ field }) => field.endsWith('!'))) return undefined;
  return rows.map(row => decodeText(row.value));
}
