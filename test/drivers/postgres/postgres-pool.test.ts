import { createServer } from 'node:net';
import pg from 'pg';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { showUrl, toPostgresError } from '../../../src/drivers/postgres/postgres-error.ts';
import { clientConfig, createPool, type PoolOptions } from '../../../src/drivers/postgres/postgres-pool.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';

afterEach(() => vi.unstubAllEnvs());

async function ask(url: string, text: string, options: PoolOptions = {}): Promise<unknown> {
  const pool = createPool(url, options);
  try {
    return await pool.query(text);
  } catch (error) {
    throw toPostgresError(error, showUrl(url));
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
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  onTestFinished(drop);
  await expect(
    ask(url, 'SELECT pg_sleep(5)', { settings: { statement_timeout: '50' } }),
  ).rejects.toMatchObject({ kind: 'timeout' });
  await expect(ask(url, 'SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toMatchObject({
    kind: 'unreachable',
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
  const error = toPostgresError(Object.assign(new Error('secret'), { code }), 'postgres://db/runs');
  expect(error).toMatchObject({ kind, message: expect.stringContaining('postgres://db/runs') });
  expect(String(error)).not.toContain('secret');
});

test('an error that is not of the database stays as it is', () => {
  const bug = new TypeError('x is not a function');
  expect(toPostgresError(bug, 'postgres://db/runs')).toBe(bug);
  const syntax = Object.assign(new Error('syntax error'), { code: '42601' });
  expect(toPostgresError(syntax, 'postgres://db/runs')).toBe(syntax);
});

test('what the reader of a database says of an error comes before what is said of every one', () => {
  const error = Object.assign(new Error('relation "job" does not exist'), { code: '42P01' });
  const row = {
    code: /^42P01$/,
    kind: 'unreadable',
    message: '{} holds no jobs',
    hint: 'name another',
  } as const;
  expect(toPostgresError(error, 'postgres://db/app', [row])).toMatchObject({
    message: 'postgres://db/app holds no jobs',
    hint: 'name another',
  });
  expect(toPostgresError(error, 'postgres://db/app')).toMatchObject({
    message: 'postgres://db/app lacks a table or a column that is read',
  });
});

test('a pool searches the schemas that it is given, and writes nothing where it may only read', async () => {
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  onTestFinished(drop);
  const settings = { default_transaction_read_only: 'on' };
  const options = { searchPath: 'jobs,public', settings };
  const address = `${url}?options=${encodeURIComponent('-c search_path=other')}`;
  expect(await ask(address, 'SHOW search_path', options)).toMatchObject({
    rows: [{ search_path: 'jobs,public' }],
  });
  expect(await ask(address, 'SHOW search_path')).toMatchObject({ rows: [{ search_path: 'other' }] });
  await expect(ask(address, 'CREATE TABLE t ()', options)).rejects.toMatchObject({ kind: 'conflict' });
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
