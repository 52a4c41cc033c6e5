import sql, { empty, join, raw, type Sql } from 'sql-template-tag';

/** SQLite executes `.sql` with `?`, PostgreSQL `.text` with `$1`, `$2` and so on; both use `.values`. */
export { empty, raw, type Sql, sql };

/** Takes at least one part. */
export function joinSql(parts: readonly Sql[], separator: string): Sql {
  return join(parts, separator);
}

const isTrue = raw('true');

export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? isTrue : join(conditions, ' AND ');
}
