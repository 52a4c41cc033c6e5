import { getEventListeners } from 'node:events';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { Change } from '../../../../src/contract/run-store.ts';
import {
  createChangeListener,
  type ListenTimes,
} from '../../../../src/database/postgres/store/change-listener.ts';
import { createBatchIntake } from '../../../../src/database/postgres/write/batch-intake.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { patienceMs } from '../../../in-time.ts';
import { createTestWriter, openDatabase } from '../served.ts';

/** Gathers what a listener hears, until the test is through. */
async function listen(url: string, times?: ListenTimes) {
  const listener = createChangeListener(url, times);
  const stop = new AbortController();
  onTestFinished(async () => {
    stop.abort();
    await listener.close();
  });
  const heard: Change[] = [];
  const done = (async () => {
    for await (const change of listener.watch(stop.signal)) heard.push(change);
  })();
  return { listener, heard, stop, done };
}

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error('it does not come about');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

const listening = (pool: pg.Pool) => async () => {
  const { rows } = await pool.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'",
  );
  return rows.length > 0;
};

test('a server notices what another one stores, and nothing else', async () => {
  const { url, pool } = await openDatabase();
  const intake = createBatchIntake(pool, url);
  const { heard } = await listen(url);
  await until(listening(pool));
  expect(heard).toEqual([]);
  const writer = createTestWriter(intake, 'w');
  await writer.take([runCreated('a')]);
  await until(() => heard.length === 1);
  expect(heard).toEqual([{ type: 'changed' }]);
  await intake.heartbeat(['w']);
  await intake.apply({ writer: 'w', sequence: 1, isOwner: true, events: [runCreated('b')] });
  await writer.take([runCreated('c')]);
  await until(() => heard.length === 2);
});

test('reports a change once it listens, when something was read before', async () => {
  const { url, pool } = await openDatabase();
  const listener = createChangeListener(url, {}, () => true);
  const stop = new AbortController();
  const heard: Change[] = [];
  const done = (async () => {
    for await (const change of listener.watch(stop.signal)) heard.push(change);
  })();
  await until(listening(pool));
  await until(() => heard.length > 0);
  expect(heard).toEqual([{ type: 'changed' }]);
  stop.abort();
  await done;
  await listener.close();
});

test('watchers share one connection, which is closed with the last of them', async () => {
  const { url, pool } = await openDatabase();
  const { listener, stop, done } = await listen(url);
  const second = new AbortController();
  const other = (async () => {
    for await (const _ of listener.watch(second.signal)) break;
  })();
  const connections = async () =>
    (
      await pool.query(
        'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      )
    ).rows.length;
  await until(listening(pool));
  expect(await connections()).toBe(1);
  second.abort();
  await other;
  expect(await connections()).toBe(1);
  stop.abort();
  await done;
  await until(async () => (await connections()) === 0);
});

test('reports once that the database is out of reach, and connects again by itself', async () => {
  const { url, pool } = await openDatabase();
  const { heard } = await listen(url, { retryMs: 10, maxRetryMs: 40 });
  await until(listening(pool));
  const name = new URL(url).pathname.slice(1);
  const admin = new pg.Client(Object.assign(new URL(url), { pathname: '/postgres' }).href);
  await admin.connect();
  onTestFinished(() => admin.end());
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'LISTEN%'",
    [name],
  );
  await until(() => heard.length > 0);
  expect(heard[0]).toMatchObject({ type: 'error', error: { name: 'InspectorError' } });
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await until(() => heard.at(-1)?.type === 'changed');
  expect(heard.length).toBeLessThan(5);
});

test('ends with its signal, also one that is aborted already', async () => {
  const listener = createChangeListener('postgres://127.0.0.1:1/nothing');
  const heard: Change[] = [];
  for await (const change of listener.watch(AbortSignal.abort())) heard.push(change);
  expect(heard).toEqual([]);
  await listener.close();
  for await (const change of listener.watch(new AbortController().signal)) heard.push(change);
  expect(heard).toEqual([]);
});

test('leaves no listener on its signal when its reader stops', async () => {
  const listener = createChangeListener('postgres://127.0.0.1:1/nothing');
  onTestFinished(listener.close);
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, 'abort').length;
  for await (const { type } of listener.watch(signal)) {
    expect([type, listeners()]).toEqual(['error', 1]);
    break;
  }
  expect(listeners()).toBe(0);
});
