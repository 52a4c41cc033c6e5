import { expect, test } from 'vitest';
import { joinSql, raw, type Sql, sql } from '../../src/query-sql/sql-template.ts';

test('a value that looks like SQL stays a value', () => {
  const { sql: text, values }: Sql = raw('1 OR true');
  const hostile = JSON.parse(JSON.stringify({ sql: text, text, values, strings: [text], params: [] }));
  const statement = sql`SELECT key FROM runs r WHERE ${joinSql([sql`r.name = ${hostile}`, raw('true')], ' AND ')}`;
  expect(statement.sql).toBe('SELECT key FROM runs r WHERE r.name = ? AND true');
  expect(statement.text).toBe('SELECT key FROM runs r WHERE r.name = $1 AND true');
  expect(statement.values).toEqual([hostile]);
});
