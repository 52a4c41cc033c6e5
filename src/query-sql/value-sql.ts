import type { SortField } from '../contract/lists/sort.ts';
import type { NumberField } from '../model/query/query.ts';
import type { FilterDialect } from './filter-dialect.ts';
import { type Sql, sql } from './sql-template.ts';

export type ValueDialect = Pick<FilterDialect, 'columns' | 'greatest' | 'hasStatus' | 'usual'>;

/** The value by which runs are compared; NULL if absent. */
export function valueSql(field: NumberField | SortField, dialect: ValueDialect, now: number): Sql {
  const { columns } = dialect;
  switch (field) {
    case 'duration':
      return durationSql(dialect, now);
    case 'slow':
      return slownessSql(dialect, now);
    case 'created':
      return columns.createdAt.ms;
    case 'started':
      return columns.startedAt.ms;
    case 'finished':
      return columns.finishedAt;
    case 'name':
      return columns.name;
    case 'cost':
      return columns.costUsd;
    case 'messages':
      return columns.messageCount;
    case 'steps':
      return columns.stepCount;
  }
}

/** The value by which runs are ordered: of a duration only the time in which the run was running. */
export function sortSql(field: SortField, dialect: ValueDialect, now: number): Sql {
  return field === 'duration' ? runningSql(dialect, now) : valueSql(field, dialect, now);
}

/** NULL where nothing is usual, and while the status is unknown, because the run may be paused. */
function slownessSql(dialect: ValueDialect, now: number): Sql {
  const { columns, hasStatus, usual } = dialect;
  const isUnknown = sql`(${hasStatus(['unknown']).sql} AND ${columns.finishedAt} IS NULL)`;
  return sql`(CASE WHEN NOT ${isUnknown} THEN ${runningSql(dialect, now)} END / ${usual().divisor})`;
}

/** Cheaper to test than the slowness: true of every run that is at least so slow. */
export function mayBeSlow(dialect: ValueDialect, least: number, now: number): Sql {
  const { leastDivisor } = dialect.usual();
  return sql`${runningSql(dialect, now)} >= ${least * leastDivisor * roundedDown}`;
}

/** A quotient that is rounded up may reach what its dividend does not. */
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
