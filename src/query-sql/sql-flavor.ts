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

/** A time that a column holds as an integer of epoch ms. */
export function epochMs(column: Sql): TimeColumn {
  const at = (ms: number) => sql`${ms}`;
  return {
    ms: toDouble(column),
    isIn: range => isBetween(column, range, at),
    column,
    whole: time => time,
    at,
  };
}

/** A `timestamptz` of PostgreSQL, of which JavaScript sees whole milliseconds. */
export function timestamptz(column: Sql): TimeColumn {
  const whole = (time: Sql) => sql`date_trunc('milliseconds', ${time})`;
  const at = (ms: number) => sql`to_timestamp(${ms / 1000}::double precision)`;
  const seconds = sql`extract(epoch FROM ${whole(column)})`;
  return {
    ms: toDouble(sql`round(${seconds} * 1000)`),
    isIn: range => isBetween(column, range, at),
    column,
    whole,
    at,
  };
}

/** A whole millisecond is not before a time where it is not before the next whole one. */
function isBetween(column: Sql, { from, to }: TimeRange, toSql: (at: number) => Sql): Sql {
  const bounds = [
    ...(from === undefined ? [] : [sql`${column} >= ${toSql(Math.ceil(from))}`]),
    ...(to === undefined ? [] : [sql`${column} < ${toSql(Math.ceil(to))}`]),
  ];
  return sql`(${bounds.length > 0 ? allOf(bounds) : sql`${column} IS NOT NULL`})`;
}
