import pg from 'pg';
import { onTestFinished } from 'vitest';
import { createTestDatabase } from '../postgres/test-database.ts';

/** A table by which pg-boss is known: written for these tests, not recorded. */
export const jobTable = (
  schema: string,
) => `CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.job (id uuid, name text, state text,
  retry_count int, retry_limit int, start_after timestamptz, completed_on timestamptz, keep_until timestamptz)`;

/** A database of the test's own after these statements, and its address as it is shown. */
export async function createDatabase(statements: readonly string[], { isEmpty = true } = {}) {
  const { url, drop } = await createTestDatabase({ isEmpty });
  onTestFinished(drop);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
  const { host, pathname } = new URL(url);
  return { url, shown: `postgres://${host}${pathname}` };
}
