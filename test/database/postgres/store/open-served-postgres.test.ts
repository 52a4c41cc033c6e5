import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import type { Change } from '../../../../src/contract/run-store.ts';
import type { ServedStore } from '../../../../src/contract/served-store.ts';
import { advisoryLocks } from '../../../../src/database/postgres/migrate.ts';
import { openServedPostgres } from '../../../../src/database/postgres/store/open-served-postgres.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { patienceMs, scaleToLoad } from '../../../in-time.ts';
import { createTestDatabase } from '../../../postgres/test-database.ts';
import { openBadLine } from '../bad-line.ts';
import { targetOf } from '../postgres-under-test.ts';
import { createTestWriter, openDatabase } from '../served.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function openServers(count: number): Promise<readonly ServedStore[]> {
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  opened.push(drop);
  const servers = await Promise.all(
    Array.from({ length: count }, () => openServedPostgres({ url, target: targetOf(url) })),
  );
  opened.push(...servers.map(({ close }) => close));
  return servers;
}

async function until(check: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!check()) {
    if (performance.now() > deadline) throw new Error('it does not come about');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

test('servers that start at once on an empty database share it: one shows and notices what the other stores', async () => {
  const [a, b] = await openServers(2);
  if (!a || !b) throw new Error('two servers were expected');
  const stop = new AbortController();
  const heard: Change[] = [];
  const watching = (async () => {
    for await (const change of b.store.changes(stop.signal)) heard.push(change);
  })();
  const writer = createTestWriter(a.intake, 'w');
  let runs = 0;
  // Listening begins a moment after it is asked for.
  const recording = setInterval(() => {
    runs += 1;
    void writer.take([runCreated(`run_${runs}`)]);
  }, 20);
  await until(() => heard.length > 0);
  clearInterval(recording);
  expect(heard[0]).toEqual({ type: 'changed' });
  expect(await b.store.getRun('run_1')).toMatchObject({ id: 'run_1' });
  stop.abort();
  await watching;
});

test('writers may change servers between their batches', async () => {
  const servers = await openServers(3);
  for (let sequence = 1; sequence <= 30; sequence += 1) {
    const server = servers[sequence % 3];
    const events = [runCreated(`run_${sequence % 10}`, { attempt: sequence })];
    const results = await Promise.all([
      server?.intake.apply({ writer: 'w', sequence, isOwner: true, events }),
      servers[(sequence + 1) % 3]?.intake.apply({ writer: 'w', sequence, isOwner: true, events }),
    ]);
    expect(results.filter(result => result?.isNew)).toHaveLength(1);
  }
  expect((await servers[0]?.store.counts())?.total).toBe(10);
  expect((await servers[1]?.store.getRun('run_0'))?.attempt).toBe(30);
});

test('a cancel request on one server is delivered by the other, until the run ends', async () => {
  const [a, b] = await openServers(2);
  if (!a || !b) throw new Error('two servers were expected');
  const writer = createTestWriter(a.intake, 'w');
  await writer.take([runCreated('r', { status: 'running', finishedAt: undefined })]);
  expect(await b.store.cancelRun('r', { by: 'ada' })).toEqual({ type: 'requested' });
  expect(await a.intake.cancelRequests(['w'])).toEqual(new Map([['w', ['r']]]));
  await writer.take([{ type: 'run-changed', id: 'r', status: 'canceled', finishedAt: 9_000 }]);
  expect(await a.intake.cancelRequests(['w'])).toEqual(new Map());
});

test('a check succeeds while the database takes writes', async () => {
  const [server] = await openServers(1);
  if (!server) throw new Error('a server was expected');
  await server.check(new AbortController().signal);
  const reason = new Error('not interested any more');
  await expect(server.check(AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('a check rejects when a database takes no writes, or is gone', async () => {
  const { url, drop } = await createTestDatabase();
  const readOnly = `${url}?options=${encodeURIComponent('-c default_transaction_read_only=on')}`;
  const server = await openServedPostgres({ url: readOnly, target: targetOf(url) });
  opened.push(server.close);
  await expect(server.check(new AbortController().signal)).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('can only be read'),
  });
  await drop();
  await expect(server.check(new AbortController().signal)).rejects.toMatchObject({ kind: 'unreadable' });
});

test('a database that cannot be reached is no store', async () => {
  const url = 'postgres://127.0.0.1:1/runs';
  await expect(openServedPostgres({ url, target: targetOf(url) })).rejects.toMatchObject({
    kind: 'unreachable',
  });
});

test('statements on a database that stops answering time out, and it is used again once it answers', async () => {
  const { url } = await openDatabase();
  const line = await openBadLine(url);
  const server = await openServedPostgres({ url: line.url, target: targetOf(url), statementMs: 200 });
  opened.push(server.close);
  const writer = createTestWriter(server.intake, 'w');
  await writer.take([runCreated('before')]);
  line.freeze();
  await expect(writer.take([runCreated('lost')])).rejects.toMatchObject({ kind: 'timeout' });
  await writer.take([runCreated('after')]);
  expect(await server.tokens.list()).toEqual([]);
});

test('a connection that breaks during the migration is reported, and ends no program', async () => {
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  opened.push(drop);
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query('SELECT pg_advisory_lock($1)', [advisoryLocks.migrate]);
  const opening = openServedPostgres({ url, target: targetOf(url) });
  const isRefused = expect(opening).rejects.toMatchObject({ kind: 'unreachable' });
  const endWaiting = `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`;
  await expect.poll(async () => (await other.query(endWaiting)).rowCount).toBe(1);
  await isRefused;
  await other.end();
});

test('a database that stops answering does not keep a server from stopping', async () => {
  const { url } = await openDatabase();
  const line = await openBadLine(url);
  const server = await openServedPostgres({ url: line.url, target: targetOf(url) });
  await createTestWriter(server.intake, 'w').take([runCreated('before')]);
  await server.store.getRun('before');
  line.freeze('all');
  const taking = expect(
    createTestWriter(server.intake, 'v').take([runCreated('lost')]),
  ).rejects.toMatchObject({
    kind: 'unreachable',
  });
  const reading = expect(server.store.getRun('before')).rejects.toMatchObject({ kind: 'unreachable' });
  // By then both are asked.
  await new Promise(resolve => setImmediate(resolve));
  const start = performance.now();
  await server.close();
  expect(performance.now() - start).toBeLessThan(scaleToLoad(8_000));
  await Promise.all([taking, reading]);
});
