import type { Clause, TextField, TextPattern } from '../model/query/query.ts';
import type { TimeRange } from '../model/query/resolve-time.ts';
import type { RunStatus } from '../model/status.ts';
import type { Condition } from './condition.ts';
import { allOf, raw, type Sql, sql } from './sql-template.ts';

export type WordClause = Extract<Clause, { type: 'word' }>;
export type PathClause = Extract<Clause, { type: 'path' }>;

/** What PostgreSQL and SQLite say differently. */
export type SqlFlavor = {
  readonly isAmong: (value: Sql, texts: readonly string[]) => Sql;
  /** The function for the greater of two numbers. */
  readonly greatest: Sql;
  /** Lower case of an ASCII text, whatever the collation. */
  readonly lower: (text: Sql) => Sql;
};

/** A time of a run, `NULL` where it has none. */
export type TimeSql = {
  /** Epoch ms. */
  readonly ms: Sql;
  /** In a form that an index can find. */
  readonly isIn: (range: TimeRange) => Sql;
};

/** A time that every run has, by which its table is read in order. */
export type TimeColumn = TimeSql & {
  readonly column: Sql;
  /** The column without fractions of a millisecond, of which a run knows nothing. */
  readonly whole: (column: Sql) => Sql;
  /** A time in epoch ms as a value of the column. */
  readonly at: (ms: number) => Sql;
};

/** The values of a run as SQL about its row, `NULL` where it has none; times and durations in ms. */
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
  /** Whether the run has one of these statuses; at least one is given. */
  readonly hasStatus: (statuses: readonly RunStatus[]) => Condition;
  /** Whether the store's own word for the status is this one, in any case. */
  readonly hasRawStatus: (raw: string) => Condition;
};

/** By what the running time is divided, NULL where nothing is usual; and the least of all that. */
type UsualSql = { readonly divisor: Sql; readonly leastDivisor: number };

/** What a store and its database say about a row of runs. */
export type FilterDialect = SqlFlavor &
  StatusSql & {
    readonly columns: RunColumns;
    /** The indexed duration of ended runs, if any: which runs have one, and its value. */
    readonly indexedDuration?: { readonly has: Sql; readonly ms: Sql };
    /** The same for the running time. */
    readonly indexedRunning?: { readonly has: Sql; readonly ms: Sql };
    /** What is usual for the workflow of the run; only where the query or the order needs it. */
    readonly usual: () => UsualSql;
    /** What is known of the run that settled a failed one, or NULL; absent where SQL cannot tell. */
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

/** A double, with which any number compares, in either database. */
export function toDouble(value: Sql): Sql {
  return sql`CAST(${value} AS double precision)`;
}

type TimeParts = Pick<TimeColumn, 'column' | 'at'> &
  Partial<Pick<TimeColumn, 'whole'>> & {
    /** The column in epoch ms, as any number. */
    readonly ms: Sql;
  };

/** A time as a database keeps it; by default without fractions of a millisecond. */
export function timeColumn({ column, ms, at, whole = time => time }: TimeParts): TimeColumn {
  return { ms: toDouble(ms), isIn: range => isBetween(column, range, at), column, whole, at };
}

/** A time that a column holds as an integer of epoch ms. */
export function epochMs(column: Sql): TimeColumn {
  return timeColumn({ column, ms: column, at: ms => sql`${ms}` });
}

/** The first that a `timestamptz` holds is in 4714 BC; JavaScript's last is before its last. */
const firstSecond = -210_866_803_200;

/** A `timestamptz` of PostgreSQL, of which JavaScript sees whole milliseconds. */
export function timestamptz(column: Sql): TimeColumn {
  const whole = (time: Sql) => sql`date_trunc('milliseconds', ${time})`;
  const at = (ms: number) => sql`to_timestamp(${Math.max(firstSecond, ms / 1000)}::double precision)`;
  const seconds = sql`extract(epoch FROM ${whole(column)})`;
  return timeColumn({ column, ms: sql`round(${seconds} * 1000)`, at, whole });
}

/** A whole millisecond is not before a time where it is not before the next whole one. */
function isBetween(column: Sql, { from, to }: TimeRange, toSql: (at: number) => Sql): Sql {
  const bounds = [
    ...(from === undefined ? [] : [sql`${column} >= ${toSql(Math.ceil(from))}`]),
    ...(to === undefined ? [] : [sql`${column} < ${toSql(Math.ceil(to))}`]),
  ];
  return sql`(${bounds.length > 0 ? allOf(bounds) : sql`${column} IS NOT NULL`})`;
}
