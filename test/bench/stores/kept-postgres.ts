import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { clientConfig } from '../../../src/database/postgres/database.ts';
import { migrate } from '../../../src/database/postgres/migrate.ts';
import { createTables } from '../../../src/database/postgres/postgres-schema.ts';
import { type Postgres, startPostgres } from '../../postgres/start-postgres.ts';

const settings = {
  shared_buffers: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '1GB',
  max_wal_size: '8GB',
  effective_cache_size: '4GB',
  random_page_cost: '1.1',
};

export type KeptPostgres = {
  readonly url: string;
  /** How long it took to fill, in ms; absent when it was there. */
  readonly filledMs?: number;
  readonly stop: () => Promise<void>;
};

/** Tables that are made before a database is filled; what it holds is made anew when `version` changes. */
type Tables = { readonly version: string; readonly make: (url: string) => Promise<void> };

const ownTables: Tables = {
  version: createTables,
  make: url => withClient(url, client => migrate(client, url)),
};

/** A database that is filled once and kept for as long as its tables are those of today. */
export async function openKeptPostgres(
  name: string,
  fill: (url: string) => Promise<void>,
  tables = ownTables,
): Promise<KeptPostgres> {
  const postgres = await startPostgres({
    settings,
    folder: join(tmpdir(), `runlens-bench-postgres-${name}`),
  });
  try {
    const database = `runs_${createHash('sha1').update(tables.version).digest('hex').slice(0, 12)}`;
    const url = postgres.urlOf(database);
    const found = await databasesOf(postgres);
    if (found.includes(database)) return { url, stop: postgres.stop };
    const start = performance.now();
    await make(postgres, { database, old: found, tables }, fill);
    return { url, filledMs: performance.now() - start, stop: postgres.stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function databasesOf({ url }: Postgres): Promise<readonly string[]> {
  const { rows } = await withClient(url, client =>
    client.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE datname LIKE 'runs_%' OR datname = 'unfinished'",
    ),
  );
  return rows.map(({ datname }) => datname);
}

type Made = { readonly database: string; readonly old: readonly string[]; readonly tables: Tables };

/** Under another name until it is whole. */
async function make(
  postgres: Postgres,
  { database, old, tables }: Made,
  fill: (url: string) => Promise<void>,
) {
  await withClient(postgres.url, async client => {
    for (const one of old) await client.query(`DROP DATABASE ${one}`);
    await client.query('CREATE DATABASE unfinished TEMPLATE template0');
  });
  const url = postgres.urlOf('unfinished');
  await tables.make(url);
  await fill(url);
  await withClient(url, async client => {
    await client.query('VACUUM ANALYZE');
    // Else the server's end, which is given some seconds, would have all of it to write.
    await client.query('CHECKPOINT');
  });
  await withClient(postgres.url, client => client.query(`ALTER DATABASE unfinished RENAME TO ${database}`));
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(clientConfig(url));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
