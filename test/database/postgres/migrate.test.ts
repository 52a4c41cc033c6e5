import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { clientConfig } from '../../../src/database/postgres/connect.ts';
import { toDatabase } from '../../../src/database/postgres/database.ts';
import {
  migrate,
  requireVersion,
  schemaVersion,
  schemaVersionOf,
} from '../../../src/database/postgres/migrate.ts';
import { quickPage } from '../../../src/database/postgres/read/page-statements.ts';
import { planQuery } from '../../../src/database/postgres/read/postgres-plan.ts';
import { createBatchIntake } from '../../../src/database/postgres/write/batch-intake.ts';
import { startUpkeep } from '../../../src/database/postgres/write/upkeep.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
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

const toVersion1 = `DROP TABLE runlens.failure_marks, runlens.starts, runlens.offers, runlens.late_runs; DROP SEQUENCE runlens.late_places; DROP INDEX runlens.runs_odd_start, runlens.runs_running, runlens.runs_failure, runlens.runs_unsigned, runlens.runs_retry;
  ALTER TABLE runlens.runs DROP COLUMN paused_ms, DROP COLUMN paused_at, DROP COLUMN cause_code, DROP COLUMN cause_name,
    DROP COLUMN cause_message, DROP COLUMN failure, DROP COLUMN retry_of, DROP COLUMN recorded_by; ALTER TABLE runlens.writers DROP COLUMN key_hash;
  UPDATE runlens.schema_version SET version = 1`;

test('lets tokens of before there was a scope for it start runs, where they could', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  const client = await connect(under.url);
  await client.query(`INSERT INTO runlens.tokens VALUES
    ('a', 'shop', '{read,write}', 'h', 0, NULL), ('b', 'ada', '{cancel}', 'h', 0, NULL); ${toVersion1}`);
  await migrate(client, under.url);
  const { rows } = await client.query('SELECT name, scopes FROM runlens.tokens ORDER BY id');
  expect(rows).toEqual([
    { name: 'shop', scopes: ['read', 'write', 'start'] },
    { name: 'ada', scopes: ['cancel'] },
  ]);
});

test('leaves active runs of before to their own writer, and ended ones to nobody', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  await under.recordAsOwner([
    runCreated('active', { status: 'running', finishedAt: undefined }),
    runCreated('ended'),
  ]);
  const client = await connect(under.url);
  await client.query(toVersion1);
  await migrate(client, under.url);
  const intake = createBatchIntake(under.pool, under.url);
  let sequence = 1_000;
  function apply(writer: string, id: string) {
    sequence += 1;
    const events: RunEvent[] = [{ type: 'run-changed', id, status: 'failed', finishedAt: sampleNow }];
    return intake.apply({ writer, sequence, isOwner: true, events });
  }
  for (const [writer, id] of [
    ['other', 'active'],
    ['other', 'ended'],
    ['owner', 'ended'],
  ] as const)
    expect(await apply(writer, id)).toMatchObject({ foreign: [id] });
  for (const id of ['active', 'active'])
    expect(await apply('owner', id)).toMatchObject({ isNew: true, foreign: [] });
  const { rows } = await client.query('SELECT id, status FROM runlens.runs ORDER BY id');
  expect(rows).toEqual([
    { id: 'active', status: 'failed' },
    { id: 'ended', status: 'success' },
  ]);
});

test('finds actors and projects that an older version did not list, by a part of them', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  const long = `${'x'.repeat(300)}needle`;
  await under.record([
    runCreated('margaret', { createdAt: 2, actor: 'Margaret Hamilton' }),
    runCreated('long', { createdAt: 1, project: long }),
  ]);
  const client = await connect(under.url);
  await client.query(`DELETE FROM runlens.dictionary WHERE field IN ('actor', 'project!');
    INSERT INTO runlens.dictionary VALUES ('actor!', '!'), ('project!', '!');
    UPDATE runlens.runs SET search = split_part(search, 'xxx', 1); ${toVersion1}`);
  await migrate(client, under.url);
  const store = await under.open();
  opened.push(() => store.close());
  const found = async (filter: string) => idsOf(await listAll(store, parseQuery(filter)));
  expect(await found('argare')).toEqual(['margaret']);
  expect(await found('needle')).toEqual(['long']);
  expect(await found('-needle')).toEqual(['margaret']);
});

test('finds messages that an older version recorded, and then indexes them', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  const message = JSON.stringify({ id: 'm', role: 'user', content: 'where is my parcel' });
  await under.record([
    runCreated('said', { kind: 'agent', createdAt: 1 }),
    { type: 'message-put', runId: 'said', id: 'm', message },
    runCreated('silent', { createdAt: 2 }),
  ]);
  const client = await connect(under.url);
  await client.query(`UPDATE runlens.payloads SET words = NULL; ${toVersion1}`);
  await migrate(client, under.url);
  const store = await under.open();
  opened.push(() => store.close());
  const found = async (filter: string) => idsOf(await listAll(store, parseQuery(filter)));
  expect([await found('parcel'), await found('-parcel')]).toEqual([['said'], ['silent']]);
  await startUpkeep(under.pool, under.url, { everyMs: 3_600_000 }).run();
  const words = "SELECT tsvector_to_array(words) AS words FROM runlens.payloads WHERE words @@ 'parcel'";
  expect((await client.query(words)).rows).toEqual([{ words: ['is', 'my', 'parcel', 'where'] }]);
  expect(await found('parcel')).toEqual(['said']);
});

test('indexes such messages also where runs were deleted by hand, and their messages were not', async () => {
  const under = await createPostgresUnderTest();
  opened.push(under.remove);
  const client = await connect(under.url);
  await client.query(
    `INSERT INTO runlens.payloads (key, words) SELECT n, '''………''' FROM generate_series(-2000, -1) n`,
  );
  await under.record([runCreated('said', { input: '"parcel"' })]);
  await client.query("UPDATE runlens.payloads SET words = '''………''' WHERE key > 0");
  await startUpkeep(under.pool, under.url, { everyMs: 3_600_000 }).run();
  const words = 'SELECT tsvector_to_array(words) AS words FROM runlens.payloads WHERE key > 0';
  expect((await client.query(words)).rows).toEqual([{ words: ['parcel'] }]);
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
