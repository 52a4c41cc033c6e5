import type pg from 'pg';
import { pgBossEngine } from '../../../src/engines/pg-boss/pg-boss-engine.ts';
import { startPostgres } from '../../postgres/start-postgres.ts';
import { connectBare, type FilledEngine, importBuilt, makeTables, pageSize } from './filled-engine.ts';

type PgBossStore = typeof import('../../../src/engines/pg-boss/open-pg-boss-store.ts');

const schema = 'pgboss';

/** Lets pg-boss make its tables in a database. */
export function makePgBossTables(url: string): Promise<void> {
  return makeTables({ host: 'pg-boss', program: 'host.js', env: { DATABASE_URL: url, SCHEMA: schema } });
}

/** One job in so many has failed; some others wait, run or were canceled. */
export const failedEvery = 10;

/** Inserts jobs 100 ms apart, the newest of now, into four queues with one much used. */
export async function insertJobs(client: pg.Client, from: number, to: number, of: number): Promise<void> {
  await client.query(
    `INSERT INTO ${schema}.job (name, data, state, output, created_on, start_after, started_on, completed_on,
        retry_limit, retry_count, keep_until, policy, expire_seconds)
      SELECT q.name, jsonb_build_object('n', n, 'email', 'user' || n || '@example.com', 'note', repeat('x', 200)), state,
        CASE state WHEN 'completed' THEN jsonb_build_object('ok', true, 'total', n) WHEN 'failed' THEN
          jsonb_build_object('name', 'Error', 'message', 'POST https://api.example.com/charge: 502 Bad Gateway, order ' || n,
            'stack', 'Error: 502 Bad Gateway' || repeat(E'\\n    at charge (file:///app/charge.js:10:5)', 8)) END,
        at, at, CASE WHEN state IN ('completed', 'failed', 'active') THEN at + interval '1 s' END,
        CASE WHEN state IN ('completed', 'failed', 'cancelled') THEN at + interval '2 s' END,
        q.retry_limit, CASE state WHEN 'failed' THEN q.retry_limit ELSE 0 END, at + interval '14 days', q.policy, q.expire_seconds
      FROM (SELECT n, now() - ($3 - n) * interval '100 ms' AS at, (CASE WHEN n % 5 = 1 THEN 'mail' WHEN n % 5 = 2 THEN 'charge'
            WHEN n % 50 = 3 THEN 'alert' ELSE 'quick' END) AS queue,
          (CASE WHEN n % ${failedEvery} = 0 THEN 'failed' WHEN n % 500 = 1 THEN 'created' WHEN n % 500 = 2 THEN 'active'
            WHEN n % 500 = 3 THEN 'cancelled' ELSE 'completed' END)::${schema}.job_state AS state
        FROM generate_series($1::int, $2::int) n) jobs JOIN ${schema}.queue q ON q.name = queue`,
    [from + 1, to, of],
  );
}

export function openBuiltPgBoss(url: string): ReturnType<PgBossStore['openPgBossStore']> {
  const target = { name: 'bench', kind: 'pg-boss', location: url, reason: 'argument' };
  return importBuilt<PgBossStore>('pg-boss-store.js').then(({ openPgBossStore }) =>
    openPgBossStore({ place: url, known: pgBossEngine.known, target }),
  );
}

/** What a list shows of its jobs, and the failures of those that failed. */
export async function bareJobs(client: pg.Client, which: 'newest' | 'failed'): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id, name, state, retry_limit, retry_count, created_on, start_after, started_on, completed_on,
        CASE WHEN state = 'failed' THEN output END AS output
      FROM ${schema}.job ${which === 'failed' ? "WHERE state = 'failed'" : ''}
      ORDER BY created_on DESC, id DESC LIMIT ${pageSize}`,
  );
  return rows.map(({ id }) => id);
}

/** Rows that are inserted into tables which pg-boss made. */
export async function fillPgBoss(runs: number): Promise<FilledEngine> {
  const { url, stop } = await startPostgres();
  await makePgBossTables(url);
  const client = await connectBare(url);
  await insertJobs(client, 0, runs, runs);
  await client.query('VACUUM ANALYZE');
  return {
    ...{ name: 'pg-boss', runs, place: `pg-boss:${url}`, open: () => openBuiltPgBoss(url) },
    bareName: 'the bare statement',
    barePage: which => bareJobs(client, which),
    async stop() {
      await client.end();
      await stop();
    },
  };
}
