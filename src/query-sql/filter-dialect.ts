import type { Clause, TextField, TextPattern } from '../model/query/query.ts';
import type { TimeRange } from '../model/query/resolve-time.ts';
import type { RunStatus } from '../model/status.ts';
import type { Condition } from './condition.ts';
import { allOf, raw, type Sql, sql } from './sql-template.ts';

export type WordClause = Extract<Clause, { type: 'word' }>;
export type PathClause = Extract<Clause, { type: 'path' }>;

/** What PostgreSQL and SQLite express differently. */
export type SqlFlavor = {
  readonly isAmong: (value: Sql, texts: readonly string[]) => Sql;
  readonly greatest: Sql;
  /** Lower case of an ASCII text in any collation. */
  readonly lower: (text: Sql) => Sql;
};

export type TimeSql = {
  /** Epoch ms. */
  readonly ms: Sql;
  /** In a form that an index can find. */
  readonly isIn: (range: TimeRange) => Sql;
};

/** A time that every run has, which orders its table. */
export type TimeColumn = TimeSql & {
  readonly column: Sql;
  /** The column without fractions of a millisecond, which a run does not have. */
  readonly whole: (column: Sql) => Sql;
  /** A time in epoch ms as a value of the column. */
  readonly at: (ms: number) => Sql;
};

/** SQL for the values of a run, `NULL` if it has none; times and durations in ms. */
export type RunColumns = {
  readonly kind: Sql;
  readonly name: Sql;
  readonly createdAt: TimeSql;
  readonly startedAt: TimeSql;
  readonly finishedAt: Sql;
  readonly pausedMs: Sql;
  readonly pausedAt: Sql;
  readonly costUsd: Sql;
  readonly messageCount: Sql;
  readonly stepCount: Sql;
};

export type StatusSql = {
  /** At least one status is given. */
  readonly hasStatus: (statuses: readonly RunStatus[]) => Condition;
  /** Compares the store's own word for the status, in any case. */
  readonly hasRawStatus: (raw: string) => Condition;
};

/** The divisor of the running time, NULL if nothing is usual, and the least divisor of all workflows. */
type UsualSql = { readonly divisor: Sql; readonly leastDivisor: number };

export type FilterDialect = SqlFlavor &
  StatusSql & {
    readonly columns: RunColumns;
    /** The indexed duration of ended runs, if any: the runs that have one, and its value. */
    readonly indexedDuration?: { readonly has: Sql; readonly ms: Sql };
    readonly indexedRunning?: { readonly has: Sql; readonly ms: Sql };
    /** Needed only if the query or the order asks for what is usual. */
    readonly usual: () => UsualSql;
    /** The run that settled a failed one, or NULL; absent if SQL cannot tell. */
    readonly settled?: Sql;
    readonly text: (field: TextField, patterns: readonly TextPattern[]) => Condition;
    readonly word: (clause: WordClause) => Condition;
    readonly path: (clause: PathClause) => Condition;
  };

export const postgresFlavor: SqlFlavor = {
  isAmong: (value, texts) => sql`${value} = ANY(${texts}::text[])`,
  greatest: raw('greatest'),
  lower: text => sql`lower(CAST(${text} AS text) COLLATE "C")`,
};

export const sqliteFlavor: SqlFlavor = {
  isAmong: (value, texts) => sql`${value} IN (SELECT value FROM json_each(${JSON.stringify(texts)}))`,
  greatest: raw('max'),
  lower: text => sql`lower(${text})`,
};

/** As a double, which compares with any number in both databases. */
export function toDouble(value: Sql): Sql {
  return sql`CAST(${value} AS double precision)`;
}

type TimeParts = Pick<TimeColumn, 'column' | 'at'> &
  Partial<Pick<TimeColumn, 'whole'>> & {
    readonly ms: Sql;
  };

/** By default, times have no fractions of a millisecond. */
export function timeColumn({ column, ms, at, whole = time => time }: TimeParts): TimeColumn {
  return { ms: toDouble(ms), isIn: range => isBetween(column, range, at), column, whole, at };
}

export function epochMs(column: Sql): TimeColumn {
  return timeColumn({ column, ms: column, at: ms => sql`${ms}` });
}

/** In epoch seconds: a `timestamptz` begins in 4714 BC, and ends after JavaScript's last time. */
const firstSecond = -210_866_803_200;

/** A PostgreSQL `timestamptz`, of which JavaScript sees whole milliseconds. */
export function timestamptz(column: Sql): TimeColumn {
  const whole = (time: Sql) => sql`date_trunc('milliseconds', ${time})`;
  const at = (ms: number) => sql`to_timestamp(${Math.max(firstSecond, ms / 1000)}::double precision)`;
  const seconds = sql`extract(epoch FROM ${whole(column)})`;
  return timeColumn({ column, ms: sql`round(${seconds} * 1000)`, at, whole });
}

/** Bounds are rounded up, which is exact for whole milliseconds. */
function isBetween(column: Sql, { from, to }: TimeRange, toSql: (at: number) => Sql): Sql {
  const bounds = [
    ...(from === undefined ? [] : [sql`${column} >= ${toSql(Math.ceil(from))}`]),
    ...(to === undefined ? [] : [sql`${column} < ${toSql(Math.ceil(to))}`]),
  ];
  return sql`(${bounds.length > 0 ? allOf(bounds) : sql`${column} IS NOT NULL`})`;
}
