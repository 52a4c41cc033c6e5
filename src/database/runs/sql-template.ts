import sql, { empty, join, raw, type Sql } from 'sql-template-tag';

/**
 * Statements are composed of `Sql`: text and values kept apart, whatever a value looks like. SQLite takes
 * `.sql` with a `?` for each value, PostgreSQL `.text` with `$1`, `$2` …, both `.values`.
 */
export { empty, raw, type Sql, sql };

/** At least one part. */
export function joinSql(parts: readonly Sql[], separator: string): Sql {
  return join(parts, separator);
}

const isTrue = raw('true');

/** All of the conditions; true when there are none. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? isTrue : join(conditions, ' AND ');
}
