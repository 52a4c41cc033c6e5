import type { SortField } from '../../../contract/lists/sort.ts';
import type { NumberField } from '../../../model/query/query.ts';
import { raw, type Sql, sql } from '../sql-template.ts';
import type { FilterDialect } from './filter-dialect.ts';

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
export function valueSql(field: NumberField | SortField, dialect: ValueDialect, now: number): Sql {
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
