import type { Clause, NumberField, NumberTest, StatusValue } from '../../../model/query/query.ts';
import { resolveTime, type TimeRange } from '../../../model/query/resolve-time.ts';
import { activeStatuses } from '../../../model/status.ts';
import { raw, type Sql, sql } from '../sql-template.ts';
import { anyOf, type Condition, exact, type FilterDialect, negated } from './filter-dialect.ts';
import { mayBeSlow, valueSql } from './value-sql.ts';

/** The matcher decides what SQL cannot. */
export function compileClause(clause: Clause, dialect: FilterDialect, now: number): Condition {
  if (clause.type === 'word') return dialect.word(clause);
  const meaning = compileMeaning(clause, dialect, now);
  return clause.negated ? negated(meaning) : meaning;
}

function compileMeaning(
  clause: Exclude<Clause, { type: 'word' }>,
  dialect: FilterDialect,
  now: number,
): Condition {
  switch (clause.type) {
    case 'status':
      return anyOf(clause.values.map(value => compileStatus(value, dialect)));
    case 'kind':
      return exact(dialect.isAmong(raw('r.kind'), clause.values));
    case 'text':
      return dialect.text(clause.field, clause.values);
    case 'number': {
      const { field } = clause;
      return anyOf(clause.tests.map(test => compileNumber(field, test, dialect, now)));
    }
    case 'time': {
      const column = raw(clause.field === 'started' ? 'r.started_at' : 'r.created_at');
      return anyOf(clause.tests.map(test => compileRange(column, resolveTime(test, now))));
    }
    case 'path':
      return dialect.path(clause);
  }
}

function compileStatus(value: StatusValue, { shown, isAmong }: FilterDialect): Condition {
  const status = shown('status');
  if (value.status !== 'active')
    return { sql: sql`${status} = ${value.status}`, isExact: value.raw === undefined };
  return exact(
    sql`(${isAmong(status, activeStatuses)} OR (${status} = 'unknown' AND r.finished_at IS NULL))`,
  );
}

function compileNumber(field: NumberField, test: NumberTest, dialect: FilterDialect, now: number): Condition {
  const fits = fitsNumber(valueSql(field, dialect, now), test);
  if (field === 'slow') return exact(sql`(${mayBeSlow(dialect, leastOf(test), now)} AND ${fits})`);
  const { indexedDuration } = dialect;
  if (field !== 'duration' || !indexedDuration) return indexed(fits);
  const ended = sql`(${indexedDuration.has} AND ${fitsNumber(indexedDuration.ms, test)})`;
  return { ...exact(fits), indexed: sql`(${ended} OR (r.finished_at IS NULL AND ${fits}))` };
}

function leastOf(test: NumberTest): number {
  if (test.op === '..') return test.from;
  return test.op.startsWith('<') ? 0 : test.value;
}

function fitsNumber(value: Sql, test: NumberTest): Sql {
  return test.op === '..'
    ? sql`${value} BETWEEN ${test.from} AND ${test.to}`
    : sql`${value} ${raw(test.op)} ${test.value}`;
}

function compileRange(column: Sql, range: TimeRange): Condition {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = range;
  return indexed(sql`(${column} >= ${from} AND ${column} < ${to})`);
}

/** Exact, and an index can find it. */
function indexed(condition: Sql): Condition {
  return { ...exact(condition), indexed: condition };
}
