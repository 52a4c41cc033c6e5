import type { Clause, NumberField, NumberTest, SettledValue, StatusValue } from '../model/query/query.ts';
import { resolveTime } from '../model/query/resolve-time.ts';
import { activeStatuses } from '../model/status.ts';
import { anyOf, type Condition, exact, inexact, negated, undecided } from './condition.ts';
import type { FilterDialect } from './filter-dialect.ts';
import { raw, type Sql, sql } from './sql-template.ts';
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
  const { columns } = dialect;
  switch (clause.type) {
    case 'status':
      return anyOf(clause.values.map(value => compileStatus(value, dialect)));
    case 'kind':
      return exact(dialect.isAmong(columns.kind, clause.values));
    case 'settled':
      return compileSettled(clause.values, dialect);
    case 'text':
      return dialect.text(clause.field, clause.values);
    case 'number': {
      const { field } = clause;
      return anyOf(clause.tests.map(test => compileNumber(field, test, dialect, now)));
    }
    case 'time': {
      const time = clause.field === 'started' ? columns.startedAt : columns.createdAt;
      return anyOf(clause.tests.map(test => indexed(time.isIn(resolveTime(test, now)))));
    }
    case 'path':
      return dialect.path(clause);
  }
}

function compileStatus(value: StatusValue, dialect: FilterDialect): Condition {
  if (value.raw !== undefined) return dialect.hasRawStatus(value.raw);
  if (value.status !== 'active') return dialect.hasStatus([value.status]);
  const { sql: isUnknown, isExact } = dialect.hasStatus(['unknown']);
  const isGoingOn = sql`(${isUnknown} AND ${dialect.columns.finishedAt} IS NULL)`;
  return anyOf([dialect.hasStatus(activeStatuses), { sql: isGoingOn, isExact }]);
}

/** SQL says of every run whether it failed; undecided where only its reader knows what settled it. */
function compileSettled(values: readonly SettledValue[], { settled, hasStatus }: FilterDialect): Condition {
  const hasFailed = hasStatus(['failed']);
  if (new Set(values).size > 1) return hasFailed;
  if (!settled) return hasFailed === undecided ? undecided : inexact(hasFailed.sql);
  const isSettled = sql`(${settled}) IS ${raw(values[0] === 'yes' ? 'NOT NULL' : 'NULL')}`;
  return { sql: sql`(${hasFailed.sql} AND ${isSettled})`, isExact: hasFailed.isExact };
}

function compileNumber(field: NumberField, test: NumberTest, dialect: FilterDialect, now: number): Condition {
  const fits = fitsNumber(valueSql(field, dialect, now), test);
  if (field === 'slow') return exact(sql`(${mayBeSlow(dialect, leastOf(test), now)} AND ${fits})`);
  const { indexedDuration, columns } = dialect;
  if (field !== 'duration' || !indexedDuration) return indexed(fits);
  const ended = sql`(${indexedDuration.has} AND ${fitsNumber(indexedDuration.ms, test)})`;
  return { ...exact(fits), indexed: sql`(${ended} OR (${columns.finishedAt} IS NULL AND ${fits}))` };
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

/** Exact, and an index can find it. */
function indexed(condition: Sql): Condition {
  return { ...exact(condition), indexed: condition };
}
