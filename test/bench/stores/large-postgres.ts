import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { clientConfig, createPool } from '../../../src/database/postgres/connect.ts';
import { migrate } from '../../../src/database/postgres/migrate.ts';
import { migrations } from '../../../src/database/postgres/postgres-schema.ts';
import { createBatchIntake } from '../../../src/database/postgres/write/batch-intake.ts';
import { mergeCounts } from '../../../src/database/postgres/write/postgres-counts.ts';
import { createSampleRuns } from '../../../src/demo/sample-runs.ts';
import { type Postgres, startPostgres } from '../../postgres/start-postgres.ts';

const settings = {
  shared_buffers: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '1GB',
  max_wal_size: '8GB',
  effective_cache_size: '4GB',
  random_page_cost: '1.1',
};
const runsAtOnce = 2_000;

export type LargePostgres = {
  readonly url: string;
  /** How long it took to fill, in ms; absent when it was there. */
  readonly filledMs?: number;
  readonly stop: () => Promise<void>;
};

/**
 * A database with so many runs of the sample, made once and kept for as long as the schema is the one of
 * today.
 */
export async function openLargePostgres(size: number, say: (text: string) => void): Promise<LargePostgres> {
  const postgres = await startPostgres({
    settings,
    folder: join(tmpdir(), `runlens-bench-postgres-${size}`),
  });
  try {
    const name = `runs_${createHash('sha1').update(migrations.join()).digest('hex').slice(0, 12)}`;
    const url = postgres.urlOf(name);
    if (await isThere(postgres, name)) {
      await forgetTokens(url);
      return { url, stop: postgres.stop };
    }
    const start = performance.now();
    await make(postgres, name, size, say);
    return { url, filledMs: performance.now() - start, stop: postgres.stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Of an earlier measurement: a store without tokens asks for none. */
async function forgetTokens(url: string): Promise<void> {
  await asked(url, client => client.query('DELETE FROM runlens.tokens'));
}

async function isThere(postgres: Postgres, name: string): Promise<boolean> {
  return asked(postgres.url, async client => {
    const { rows } = await client.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE datname LIKE 'runs_%'",
    );
    return rows.some(({ datname }) => datname === name);
  });
}

/** Under another name until it is whole. */
async function make(postgres: Postgres, name: string, size: number, say: (text: string) => void) {
  await asked(postgres.url, async client => {
    const { rows } = await client.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE datname LIKE 'runs_%' OR datname = 'unfinished'",
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE ${datname}`);
    await client.query('CREATE DATABASE unfinished TEMPLATE template0');
  });
  const url = postgres.urlOf('unfinished');
  await asked(url, client => migrate(client, url));
  await fill(url, size, say);
  await asked(postgres.url, client => client.query(`ALTER DATABASE unfinished RENAME TO ${name}`));
}

/** Without the indexes, which are made at the end: that takes less time than to keep them. */
async function fill(url: string, size: number, say: (text: string) => void): Promise<void> {
  const definitions = await asked(url, dropIndexes);
  const pool = createPool(url);
  const intake = createBatchIntake(pool, url);
  const eventsOf = createSampleRuns({ size, seed: 1, now: Date.now() });
  let sequence = 0;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    for (let from = 0; from < size; from += runsAtOnce) {
      const events: RunEvent[] = [];
      for (let index = from; index < Math.min(size, from + runsAtOnce); index += 1)
        events.push(...eventsOf(index).filter(event => event.type === 'run-created'));
      await writing;
      sequence += 1;
      writing = intake.apply({ writer: 'bench', sequence, isOwner: false, events });
      writing.catch(() => undefined);
      if (sequence % 50 === 0) say(`wrote ${(sequence * runsAtOnce).toLocaleString('en-US')} runs`);
    }
    await writing;
  } finally {
    await pool.end();
  }
  await asked(url, async client => {
    for (const definition of definitions) {
      say(definition);
      await client.query(definition);
    }
    // As the servers of a database do every moment.
    await mergeCounts(client, 0);
    await client.query('VACUUM ANALYZE');
    // Else the server's end, which is given some seconds, would have all of it to write.
    await client.query('CHECKPOINT');
  });
}

async function dropIndexes(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ indexname: string; indexdef: string }>(
    `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'runlens' AND tablename IN ('runs', 'payloads')
      AND indexdef NOT LIKE 'CREATE UNIQUE%'`,
  );
  for (const { indexname } of rows) await client.query(`DROP INDEX runlens.${indexname}`);
  return rows.map(({ indexdef }) => indexdef);
}

async function asked<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(clientConfig(url));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
