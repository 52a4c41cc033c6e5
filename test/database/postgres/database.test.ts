import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { createPool, toStoreError, withStoreErrors } from '../../../src/database/postgres/database.ts';
import { openPostgresStore } from '../../../src/database/postgres/store/open-postgres-store.ts';
import type { PoolOptions } from '../../../src/drivers/postgres/postgres-pool.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { startFakePostgres } from './fake-postgres.ts';
import { openDatabase } from './served.ts';

async function ask(url: string, text: string, options: PoolOptions = {}): Promise<unknown> {
  const pool = createPool(url, options);
  try {
    return await withStoreErrors(url, () => pool.query(text));
  } finally {
    await pool.end();
  }
}

test('there is no such database', async () => {
  const { url } = await openDatabase();
  const other = Object.assign(new URL(url), { pathname: '/nowhere' }).href;
  await expect(ask(other, 'SELECT 1')).rejects.toMatchObject({
    kind: 'unreadable',
    message: expect.stringContaining('/nowhere does not exist'),
    hint: expect.stringContaining('createdb'),
  });
});

test('a connection uses the schema of runlens, whatever options its address has', async () => {
  const { url } = await openDatabase();
  const text = `SELECT current_setting('search_path') AS path, current_setting('work_mem') AS memory, 7::bigint AS n`;
  expect(await ask(url, text)).toMatchObject({ rows: [{ path: 'runlens,public', n: 7 }] });
  const options = encodeURIComponent('-c work_mem=9MB -c search_path=other');
  expect(await ask(`${url}?options=${options}`, text)).toMatchObject({
    rows: [{ path: 'runlens,public', memory: '9MB' }],
  });
});

test.each([
  ['42P01', 'unreadable', 'start "runlens serve --store" on it once'],
  ['42501', 'auth', 'usage and create on the schema runlens'],
  ['53100', 'conflict', 'a program that records goes on by itself'],
])('the code %s says what a store of runlens needs', (code, kind, hint) => {
  const error = toStoreError(Object.assign(new Error('secret'), { code }), 'postgres://db/runs');
  expect(error).toMatchObject({ kind, hint: expect.stringContaining(hint) });
});

test.each([
  ['a session of the inspector', {}],
  ['one at the address of a stranger', { isForeign: true }],
  ['one with other settings', { settings: { statement_timeout: '0' } }],
])('%s does not stay idle in a transaction for ever', async (_, options) => {
  const { url } = await openDatabase();
  const answer = await ask(url, 'SHOW idle_in_transaction_session_timeout', options);
  expect(answer).toMatchObject({ rows: [{ idle_in_transaction_session_timeout: '1min' }] });
});

afterEach(() => vi.unstubAllEnvs());

const target = { name: 'x', kind: 'postgres', location: 'x', reason: 'x' };
const request = { sort: newestFirst, limit: 1, now: 0 };

async function askStore(url: string, isForeign: boolean): Promise<unknown> {
  const store = await openPostgresStore({ url, target, isForeign });
  return store
    .listRuns(emptyQuery, request)
    .catch((error: unknown) => error)
    .finally(store.close);
}

function passwordFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-pgpass-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'pgpass'), '*:*:*:*:from-the-file\n', { mode: 0o600 });
  return join(folder, 'pgpass');
}

test.for(['PGPASSWORD', 'PGPASSFILE'])(
  "a stranger's server that asks for a password gets none of %s, and does not keep its connection",
  async name => {
    const secret = name === 'PGPASSWORD' ? 'from-the-environment' : passwordFile();
    vi.stubEnv(name, secret);
    const server = await startFakePostgres();
    expect(await askStore(`postgres://ada@127.0.0.1:${server.port}/runs`, true)).toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('asks for a password: none is sent'),
      hint: expect.stringContaining(`PGPASSWORD_ORIGIN=postgres://127.0.0.1:${server.port} allows it`),
    });
    await vi.waitFor(() => expect(server.openSockets()).toBe(0), 5_000);
    expect(server.received()).toContain('ada');
    expect(server.received()).not.toContain('from-the');
  },
);

test("a stranger's server gets no password from the connection that cancels a search either", async () => {
  vi.stubEnv('PGPASSWORD', 'from-the-environment');
  const server = await startFakePostgres({ welcomed: 1 });
  const url = `postgres://ada@127.0.0.1:${server.port}/runs`;
  const store = await openPostgresStore({ url, target, isForeign: true });
  onTestFinished(store.close);
  const search = new AbortController();
  const listed = store.listRuns(emptyQuery, { ...request, signal: search.signal }).catch(() => {});
  await vi.waitFor(() => expect(server.received()).toContain('version'), 5_000);
  search.abort();
  await listed;
  await vi.waitFor(() => expect(server.received().split('ada')).toHaveLength(3), 5_000);
  await vi.waitFor(() => expect(server.openSockets()).toBeLessThan(2), 5_000);
  expect(server.received()).not.toContain('from-the');
});

test('an address that was found with its password sends that one, and none of the environment', async () => {
  vi.stubEnv('PGPASSWORD', 'from-the-environment');
  const server = await startFakePostgres();
  const asking = askStore(`postgres://ada:beside-it@127.0.0.1:${server.port}/runs`, true);
  await vi.waitFor(() => expect(server.received()).toContain('beside-it'), 5_000);
  await asking;
  expect(server.received()).not.toContain('from-the');
});

test("the user's own server gets it", async () => {
  vi.stubEnv('PGPASSWORD', 'from-the-environment');
  const server = await startFakePostgres();
  const asking = askStore(`postgres://ada@127.0.0.1:${server.port}/runs`, false);
  await vi.waitFor(() => expect(server.received()).toContain('from-the-environment'), 5_000);
  await asking;
});
