import type { TimeRange } from '../model/query/resolve-time.ts';
import type { SqlFlavor, TimeColumn } from './filter-dialect.ts';
import { allOf, raw, type Sql, sql } from './sql-template.ts';

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
