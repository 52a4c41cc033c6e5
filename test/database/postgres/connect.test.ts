import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createPool, type PoolOptions, withStoreErrors } from '../../../src/database/postgres/connect.ts';
import { showUrl, toStoreError } from '../../../src/database/postgres/postgres-error.ts';
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
