import type { SortField } from '../contract/lists/sort.ts';
import type { Clause, NumberField, NumberTest, StatusValue } from '../model/query/query.ts';
import { resolveTime, type TimeRange } from '../model/query/resolve-time.ts';
import { activeStatuses } from '../model/status.ts';
import { anyOf, type Condition, exact, type FilterDialect, negated } from './filter-dialect.ts';
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

export type ValueDialect = Pick<FilterDialect, 'greatest' | 'shown' | 'paused' | 'usual'>;

const columns = {
  created: raw('r.created_at'),
  started: raw('r.started_at'),
  name: raw('r.name'),
  cost: raw('r.cost_usd'),
  messages: raw('r.message_count'),
  steps: raw('r.step_count'),
} as const;

/** The compared value of a row `r` of `runs`; NULL if absent. */
function valueSql(field: NumberField | SortField, dialect: ValueDialect, now: number): Sql {
  if (field === 'duration') return durationSql(dialect, now);
  if (field === 'slow') return slownessSql(dialect, now);
  return field === 'finished' ? dialect.shown('finished_at') : columns[field];
}

/** The value by which runs are ordered: of a duration only the time in which the run was running. */
export function sortSql(field: SortField, dialect: ValueDialect, now: number): Sql {
  return field === 'duration' ? runningSql(dialect, now) : valueSql(field, dialect, now);
}

/** NULL where nothing is usual, and while the status is unknown, because the run may be paused. */
function slownessSql(dialect: ValueDialect, now: number): Sql {
  const { shown, usual } = dialect;
  const isUnknown = sql`(${shown('status')} = 'unknown' AND ${shown('finished_at')} IS NULL)`;
  return sql`(CASE WHEN NOT ${isUnknown} THEN ${runningSql(dialect, now)} END / ${usual().divisor})`;
}

/** Cheaper to test than the slowness: true of every run that is at least so slow. */
export function mayBeSlow(dialect: ValueDialect, least: number, now: number): Sql {
  const { leastDivisor } = dialect.usual();
  return sql`${runningSql(dialect, now)} >= ${least * leastDivisor * roundedDown}`;
}

/** A quotient that is rounded up may reach what its dividend does not. */
const roundedDown = 1 - 1e-9;

function runningSql({ greatest, shown, paused }: ValueDialect, now: number): Sql {
  const end = sql`coalesce(${shown('finished_at')}, ${now})`;
  const pausedAt = paused('paused_at');
  const pause = sql`CASE WHEN ${pausedAt} > 0 THEN ${greatest}(0, ${end} - ${pausedAt}) ELSE 0 END`;
  return sql`CASE WHEN r.started_at IS NOT NULL THEN
    ${greatest}(0, ${greatest}(0, ${end} - r.started_at) - coalesce(${paused('paused_ms')}, 0) - ${pause}) END`;
}

/** In ms; NULL for a run that has not started. */
function durationSql({ greatest, shown }: ValueDialect, now: number): Sql {
  return sql`CASE WHEN r.started_at IS NOT NULL
    THEN ${greatest}(0, coalesce(${shown('finished_at')}, ${now}) - r.started_at) END`;
}
