import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { clientConfig } from '../../../src/database/postgres/connect.ts';
import {
  migrate,
  requireVersion,
  schemaVersion,
  schemaVersionOf,
} from '../../../src/database/postgres/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../../postgres/test-database.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ isEmpty: true });
  opened.push(database.drop);
  return database;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(url));
  await client.connect();
  opened.push(() => client.end());
  return client;
}

test('creates the schema once, however many servers start at the same time', async () => {
  const { url } = await emptyDatabase();
  const clients = await Promise.all(Array.from({ length: 6 }, () => connect(url)));
  expect(await schemaVersionOf(clients[0] as pg.Client)).toBe(0);
  await Promise.all(clients.map(client => migrate(client, url)));
  for (const client of clients) expect(await schemaVersionOf(client)).toBe(schemaVersion);
  const { rows } = await (clients[0] as pg.Client).query(
    "SELECT 1 FROM pg_tables WHERE schemaname = 'runlens' AND tablename = 'runs'",
  );
  expect(rows).toHaveLength(1);
});

test('refuses a schema of a newer runlens, and leaves it as it is', async () => {
  const { url } = await emptyDatabase();
  const client = await connect(url);
  await migrate(client, url);
  await client.query('UPDATE runlens.schema_version SET version = 999');
  await expect(migrate(client, url)).rejects.toMatchObject({
    kind: 'unreadable',
    message: expect.stringContaining('newer runlens (schema 999'),
    hint: 'upgrade runlens',
  });
});

test('says what to do where there is no schema yet', () => {
  expect(() => requireVersion(0, 'postgres://ada:secret@db/runs')).toThrow(
    'postgres://db/runs holds no runs of this version of runlens yet',
  );
});

test('makes the index of searches again, which a restored dump of the schema lacks', async () => {
  const { url } = await emptyDatabase();
  const client = await connect(url);
  await migrate(client, url);
  await client.query('DROP EXTENSION pg_trgm CASCADE');
  await migrate(client, url);
  const indexes =
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'runlens' AND indexname = 'runs_search'";
  expect((await client.query(indexes)).rows).toEqual([{ indexdef: expect.stringContaining('gin_trgm_ops') }]);
});

test('says which right is missing, and creates nothing', async () => {
  const { url } = await emptyDatabase();
  const admin = await connect(url);
  const name = `guest_${new URL(url).pathname.slice(6)}`;
  await admin.query(`CREATE USER ${name}`);
  opened.push(() => admin.query(`DROP OWNED BY ${name} CASCADE; DROP USER ${name}`));
  const guest = await connect(Object.assign(new URL(url), { username: name }).href);
  await expect(migrate(guest, url)).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('may not create the schema runlens'),
    hint: expect.stringContaining('CREATE SCHEMA runlens'),
  });
  await admin.query(`CREATE SCHEMA runlens AUTHORIZATION ${name}`);
  await expect(migrate(guest, url)).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('pg_trgm'),
    hint: expect.stringContaining('CREATE EXTENSION pg_trgm'),
  });
  expect(await schemaVersionOf(admin)).toBe(0);
  await admin.query('CREATE EXTENSION pg_trgm');
  await migrate(guest, url);
  expect(await schemaVersionOf(admin)).toBe(schemaVersion);
});
