import type { Pool } from 'pg';
import { createTables, schemaName } from '../../../src/database/postgres/postgres-schema.ts';

const schema = 'bare';
const tables = { runs: 'key', payloads: 'key', steps: 'run', spans: 'run', logs: 'run' } as const;

/**
 * How long it takes, in ms, to insert the rows of a database's runs into tables like theirs, so many runs in
 * a transaction, by statements that take them from where they are: no client sends anything.
 */
export async function timeBareInserts(pool: Pool, runsAtOnce: number): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query(
      `DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}; SET search_path = ${schema}, ${schemaName}`,
    );
    await client.query(createTables);
    const { rows } = await client.query<{ last: number }>(`SELECT max(key) AS last FROM ${schemaName}.runs`);
    const last = rows[0]?.last ?? 0;
    const start = performance.now();
    for (let from = 1; from <= last; from += runsAtOnce) {
      await client.query('BEGIN');
      for (const [table, column] of Object.entries(tables)) {
        await client.query(
          `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM ${schemaName}.${table} WHERE ${column} >= $1 AND ${column} < $2`,
          [from, from + runsAtOnce],
        );
      }
      await client.query('COMMIT');
    }
    return performance.now() - start;
  } finally {
    client.release(true);
  }
}
