import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { clientConfig, toDatabase } from '../../../src/database/postgres/database.ts';
import { migrate, requireVersion, schemaVersionOf } from '../../../src/database/postgres/migrate.ts';
import { quickPage } from '../../../src/database/postgres/read/page-statements.ts';
import { planQuery } from '../../../src/database/postgres/read/postgres-plan.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { waitFor } from '../../contract/reading.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { createTestDatabase, type TestDatabase } from '../../postgres/test-database.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

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
  for (const client of clients) expect(await schemaVersionOf(client)).toBe(1);
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

test('makes the indexes of searches again, which a restored dump of the schema lacks', async () => {
  const { url } = await emptyDatabase();
  const client = await connect(url);
  await migrate(client, url);
  await client.query('DROP EXTENSION pg_trgm CASCADE');
  await migrate(client, url);
  const indexes =
    "SELECT indexname FROM pg_indexes WHERE schemaname = 'runlens' AND indexdef LIKE '%gin_trgm_ops%' ORDER BY 1";
  expect((await client.query(indexes)).rows).toEqual([
    { indexname: 'log_texts_search' },
    { indexname: 'runs_search' },
  ]);
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
  expect(await schemaVersionOf(admin)).toBe(1);
});

const secondVersion = [
  {
    to: 2,
    migrate: `ALTER TABLE runs ADD COLUMN env text; UPDATE runs SET env = 'of ' || id;
      CREATE TABLE places AS SELECT key, project FROM runs WHERE project IS NOT NULL`,
  },
];

test('keeps the runs of a database that a second version of the schema migrates, and adds its own', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  await under.record([runCreated('said', { input: '"parcel"' }), runCreated('silent')]);
  const client = await connect(under.url);
  await migrate(client, under.url, secondVersion);
  await migrate(client, under.url, secondVersion);
  expect(await schemaVersionOf(client)).toBe(2);
  const { rows } = await client.query(
    'SELECT r.id, r.env, p.input FROM runlens.runs r LEFT JOIN runlens.payloads p USING (key) ORDER BY id',
  );
  expect(rows).toMatchObject([
    { id: 'said', env: 'of said', input: '"parcel"' },
    { id: 'silent', env: 'of silent' },
  ]);
});

test('migrates once, however many servers start at the same time', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  const clients = await Promise.all(Array.from({ length: 6 }, () => connect(under.url)));
  await Promise.all(clients.map(client => migrate(client, under.url, secondVersion)));
  for (const client of clients) expect(await schemaVersionOf(client)).toBe(2);
});

test('leaves a database as it was where the server that migrates it is killed, and the next one migrates it', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  await under.record([runCreated('said')]);
  const killed = await connect(under.url);
  killed.on('error', () => undefined);
  const endless = [{ to: 2, migrate: `${secondVersion[0]?.migrate}; SELECT pg_sleep(3600)` }];
  const { rows } = await killed.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = rows[0]?.pid;
  const migrating = migrate(killed, under.url, endless).catch((error: unknown) => error);
  const client = await connect(under.url);
  const isAsleep = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'";
  await waitFor(async () => (await client.query(isAsleep, [pid])).rows.length > 0);
  await client.query('SELECT pg_terminate_backend($1)', [pid]);
  expect(await migrating).toBeInstanceOf(Error);
  expect(await schemaVersionOf(client)).toBe(1);
  await migrate(client, under.url, secondVersion);
  expect(await schemaVersionOf(client)).toBe(2);
  expect((await client.query('SELECT env FROM runlens.runs')).rows).toEqual([{ env: 'of said' }]);
});

test('says what to do where a server has not migrated a database yet', () => {
  expect(() => requireVersion(1, 'postgres://ada:secret@db/runs', secondVersion)).toThrow(
    'postgres://db/runs holds no runs of this version of runlens yet',
  );
});

test('refuses a database that a second version has migrated, in a program of the first one', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  const client = await connect(under.url);
  await migrate(client, under.url, secondVersion);
  const store = await under.open();
  opened.push(() => store.close());
  await expect(store.counts()).rejects.toMatchObject({
    kind: 'unreadable',
    message: expect.stringContaining('newer runlens (schema 2, this one reads up to 1)'),
  });
});

test('begins a page of started: at the runs that match', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  const client = await connect(under.url);
  const plan = await planQuery(toDatabase(client), parseQuery('started:<=2026-11-24'), sampleNow);
  expect(plan.arms).toHaveLength(2);
  expect(quickPage(plan, undefined, 50).text).toMatch(
    /created_at < .+ UNION ALL .+started_at < r.created_at/s,
  );
});

test('finds the few runs that started before they were created without reading all failed ones', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  const client = await connect(under.url);
  const query = parseQuery('started:<=2026-11-24 status:failed');
  const { text, values } = quickPage(await planQuery(toDatabase(client), query, sampleNow), undefined, 50);
  await client.query('SET search_path = runlens; SET enable_seqscan = off');
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...values]);
  expect(rows.map(row => row['QUERY PLAN']).join('\n')).toMatch(/runs_odd_start/);
});
