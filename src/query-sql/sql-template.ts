import sql, { empty, join, raw, type Sql } from 'sql-template-tag';

/** SQLite executes `.sql` with `?`, PostgreSQL `.text` with `$1`, `$2` …, both with `.values`. */
export { empty, raw, type Sql, sql };

/** At least one part. */
export function joinSql(parts: readonly Sql[], separator: string): Sql {
  return join(parts, separator);
}

const isTrue = raw('true');

/** True without conditions. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? isTrue : join(conditions, ' AND ');
}
