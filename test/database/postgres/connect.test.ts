import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import {
  clientConfig,
  createPool,
  type PoolOptions,
  withStoreErrors,
} from '../../../src/database/postgres/connect.ts';
import { showUrl, toStoreError } from '../../../src/database/postgres/postgres-error.ts';
import { openPostgresStore } from '../../../src/database/postgres/store/open-postgres-store.ts';
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

test.each([
  [
    'postgres://ada:secret@db.example.com:5433/runs?sslmode=require&password=x',
    'postgres://db.example.com:5433/runs?sslmode=require',
  ],
  ['postgresql://localhost', 'postgresql://localhost'],
  ['not an address secret', 'the given address'],
])('shows no secret of %s', (url, shown) => {
  expect(showUrl(url)).toBe(shown);
});

test.each(['http://localhost/runs', 'runs', ''])('%j is no address of a database', url => {
  expect(() => createPool(url)).toThrow(expect.objectContaining({ kind: 'usage' }));
});

test('nobody listens there', async () => {
  await expect(ask('postgres://ada:secret@127.0.0.1:1/runs', 'SELECT 1')).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'postgres://127.0.0.1:1/runs cannot be reached',
  });
});

test('there is no such database', async () => {
  const { url } = await openDatabase();
  const other = Object.assign(new URL(url), { pathname: '/nowhere' }).href;
  await expect(ask(other, 'SELECT 1')).rejects.toMatchObject({
    kind: 'unreadable',
    message: expect.stringContaining('/nowhere does not exist'),
    hint: expect.stringContaining('createdb'),
  });
});

test('connecting to a silent server times out', async () => {
  const silent = createServer(socket => socket.on('error', () => {})).listen(0, '127.0.0.1');
  await new Promise(resolve => silent.once('listening', resolve));
  onTestFinished(() => void silent.close());
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await expect(
    ask(`postgres://127.0.0.1:${port}/runs`, 'SELECT 1', { connectTimeoutMs: 100 }),
  ).rejects.toMatchObject({ kind: 'timeout' });
});

test('a statement that takes too long, and one that is ended from outside', async () => {
  const { url } = await openDatabase();
  await expect(
    ask(url, 'SELECT pg_sleep(5)', { settings: { statement_timeout: '50' } }),
  ).rejects.toMatchObject({ kind: 'timeout' });
  await expect(ask(url, 'SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toMatchObject({
    kind: 'unreachable',
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
  ['28P01', 'auth'],
  ['28000', 'auth'],
  ['42501', 'auth'],
  ['53100', 'conflict'],
  ['53300', 'unreachable'],
  ['57P01', 'unreachable'],
  ['57P03', 'unreachable'],
  ['25006', 'conflict'],
  ['40P01', 'conflict'],
  ['XX001', 'unreadable'],
  ['ENOTFOUND', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
])('the code %s means %s, in words without a secret', (code, kind) => {
  const error = toStoreError(Object.assign(new Error('secret'), { code }), 'postgres://db/runs');
  expect(error).toMatchObject({ kind, message: expect.stringContaining('postgres://db/runs') });
  expect(String(error)).not.toContain('secret');
});

test('an error that is not of the database stays as it is', () => {
  const bug = new TypeError('x is not a function');
  expect(toStoreError(bug, 'postgres://db/runs')).toBe(bug);
  const syntax = Object.assign(new Error('syntax error'), { code: '42601' });
  expect(toStoreError(syntax, 'postgres://db/runs')).toBe(syntax);
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

test("the user's own server gets it", async () => {
  vi.stubEnv('PGPASSWORD', 'from-the-environment');
  const server = await startFakePostgres();
  const asking = askStore(`postgres://ada@127.0.0.1:${server.port}/runs`, false);
  await vi.waitFor(() => expect(server.received()).toContain('from-the-environment'), 5_000);
  await asking;
});

test("nothing else of the environment counts for a stranger's address", () => {
  for (const name of ['PGHOST', 'PGPORT', 'PGUSER', 'PGDATABASE']) vi.stubEnv(name, '4242');
  const config = clientConfig('postgres:///?host=evil&port=1&user=u&sslrootcert=/dev/zero&options=-c%20x=y', {
    isForeign: true,
  });
  expect(config).toMatchObject({ host: 'localhost', port: 5432 });
  expect(JSON.stringify(config)).not.toMatch(/4242|evil|zero|x=y/);
});

test.for(['PGCLIENT_ENCODING', 'PGSSLNEGOTIATION', 'PGOPTIONS', 'PGAPPNAME'])(
  "%s has no effect on a connection to a stranger's server",
  name => {
    const url = 'postgres://ada@127.0.0.1:1/runs';
    const plain = new pg.Client(clientConfig(url, { isForeign: true }));
    vi.stubEnv(name, 'direct');
    const client = new pg.Client(clientConfig(url, { isForeign: true }));
    expect(JSON.stringify(client)).toBe(JSON.stringify(plain));
  },
);

test.for(['sslrootcert=/dev/zero', 'sslcert=/dev/zero', 'sslkey=/tmp', 'sslkey=a&sslkey=/dev/random'])(
  '%s of an own address is refused before it is read',
  parameter => {
    expect(() => clientConfig(`postgres://db/runs?${parameter}`)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(/regular file|ENOENT/) }),
    );
  },
);
