import type { SortField } from '../contract/lists/sort.ts';
import type { Clause, NumberField, NumberTest, SettledValue, StatusValue } from '../model/query/query.ts';
import { resolveTime } from '../model/query/resolve-time.ts';
import { activeStatuses } from '../model/status.ts';
import { anyOf, type Condition, exact, negated, toInexact } from './condition.ts';
import type { FilterDialect } from './filter-dialect.ts';
import { raw, type Sql, sql } from './sql-template.ts';

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

/** SQL decides whether a run failed; only its reader may know what settled it. */
function compileSettled(values: readonly SettledValue[], { settled, hasStatus }: FilterDialect): Condition {
  const hasFailed = hasStatus(['failed']);
  if (new Set(values).size > 1) return hasFailed;
  if (!settled) return toInexact(hasFailed);
  const isSettled = sql`(${settled}) IS ${raw(values[0] === 'yes' ? 'NOT NULL' : 'NULL')}`;
  return { sql: sql`(${hasFailed.sql} AND ${isSettled})`, isExact: hasFailed.isExact };
}

function compileNumber(field: NumberField, test: NumberTest, dialect: FilterDialect, now: number): Condition {
  const fits = fitsNumber(valueSql(field, dialect, now), test);
  if (field === 'slow') return exact(sql`(${mayBeSlow(dialect, leastOf(test), now)} AND ${fits})`);
  return field === 'duration' ? compileDuration(fits, test, dialect) : indexed(fits);
}

/** A run that ended without a recorded time has no duration. */
function compileDuration(fits: Sql, test: NumberTest, dialect: FilterDialect): Condition {
  const { indexedDuration, columns } = dialect;
  const { sql: isGoingOn, isExact } = compileStatus({ status: 'active' }, dialect);
  const isKnown = sql`(${columns.finishedAt} IS NOT NULL OR ${isGoingOn})`;
  const condition = { sql: sql`(${isKnown} AND ${fits})`, isExact };
  if (!indexedDuration) return { ...condition, indexed: condition.sql };
  const ended = sql`(${indexedDuration.has} AND ${fitsNumber(indexedDuration.ms, test)})`;
  const goesOn = sql`(${columns.finishedAt} IS NULL AND ${isGoingOn} AND ${fits})`;
  return { ...condition, indexed: sql`(${ended} OR ${goesOn})` };
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

function indexed(condition: Sql): Condition {
  return { ...exact(condition), indexed: condition };
}

export type ValueDialect = Pick<FilterDialect, 'columns' | 'greatest' | 'hasStatus' | 'usual'>;

/** NULL if the run has no value. */
function valueSql(field: NumberField | SortField, dialect: ValueDialect, now: number): Sql {
  if (field === 'duration') return durationSql(dialect, now);
  if (field === 'slow') return slownessSql(dialect, now);
  const { columns } = dialect;
  const values = {
    created: columns.createdAt.ms,
    started: columns.startedAt.ms,
    finished: columns.finishedAt,
    name: columns.name,
    cost: columns.costUsd,
    messages: columns.messageCount,
    steps: columns.stepCount,
  };
  return values[field];
}

/** Orders durations by running time alone. */
export function sortSql(field: SortField, dialect: ValueDialect, now: number): Sql {
  return field === 'duration' ? runningSql(dialect, now) : valueSql(field, dialect, now);
}

/** NULL if nothing is usual, and while the status is unknown, because the run may be paused. */
function slownessSql(dialect: ValueDialect, now: number): Sql {
  const { columns, hasStatus, usual } = dialect;
  const isUnknown = sql`(${hasStatus(['unknown']).sql} AND ${columns.finishedAt} IS NULL)`;
  return sql`(CASE WHEN NOT ${isUnknown} THEN ${runningSql(dialect, now)} END / ${usual().divisor})`;
}

/** Cheaper than the slowness, and true of every run that is at least as slow. */
export function mayBeSlow(dialect: ValueDialect, least: number, now: number): Sql {
  const { leastDivisor } = dialect.usual();
  return sql`${runningSql(dialect, now)} >= ${least * leastDivisor * roundedDown}`;
}

/** A quotient that was rounded up may reach a limit that its dividend does not. */
const roundedDown = 1 - 1e-9;

function runningSql({ columns, greatest }: ValueDialect, now: number): Sql {
  const { startedAt, finishedAt, pausedAt, pausedMs } = columns;
  const end = sql`coalesce(${finishedAt}, ${now})`;
  const pause = sql`CASE WHEN ${pausedAt} > 0 THEN ${greatest}(0, ${end} - ${pausedAt}) ELSE 0 END`;
  return sql`CASE WHEN ${startedAt.ms} IS NOT NULL THEN
    ${greatest}(0, ${greatest}(0, ${end} - ${startedAt.ms}) - coalesce(${pausedMs}, 0) - ${pause}) END`;
}

/** In ms; NULL for a run that has not started. */
function durationSql({ columns, greatest }: ValueDialect, now: number): Sql {
  const { startedAt, finishedAt } = columns;
  return sql`CASE WHEN ${startedAt.ms} IS NOT NULL
    THEN ${greatest}(0, coalesce(${finishedAt}, ${now}) - ${startedAt.ms}) END`;
}
