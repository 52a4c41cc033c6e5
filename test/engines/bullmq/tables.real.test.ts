import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { bullmqEngine } from '../../../src/engines/bullmq/bullmq-engine.ts';
import { canceledReason } from '../../../src/engines/bullmq/job-row.ts';
import { openBullmqTablesStore } from '../../../src/engines/bullmq/open-bullmq-tables-store.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { addHeldUp, type CalmFlows, startCalmFlows } from './calm-flows.ts';
import { startWorkers, type Workers } from './start-bullmq.ts';

type Tables = Workers & { readonly url: string };

/** Workers of BullMQ in a database of their own. */
async function startTables(schema = 'bullmq'): Promise<Tables> {
  const database = await createTestDatabase({ isEmpty: true });
  const workers = await startWorkers({ DATABASE_URL: database.url, SCHEMA: schema });
  const stop = async () => {
    await workers.stop();
    await database.drop();
  };
  return { ...workers, url: database.url, stop };
}

function openTables(url: string, scanRows?: number): Promise<RunStore> {
  return openBullmqTablesStore({
    known: bullmqEngine.known,
    place: url,
    target: { name: 'bullmq', kind: 'bullmq', location: url, reason: 'argument' },
    projectFolder: import.meta.dirname,
    secretVariables: [],
    pollMs: 100,
    ...(scanRows === undefined ? {} : { budget: { ms: 60_000, rows: scanRows } }),
  });
}

describeReadableStore('BullMQ in PostgreSQL', async () => {
  const tables = await startTables();
  await startCalmFlows(tables);
  // Nobody changes what is read.
  await tables.ask('endWorkers', {});
  return {
    open: ({ scanRows } = {}) => openTables(tables.url, scanRows),
    addRun: async () => void (await tables.add('ok')),
    strangeIds: ['orders', 'orders:', ':1', "orders:' or '1' = '1"],
    fingerprint: () => readAll(tables.url),
    remove: tables.stop,
  };
});

/** All jobs but the locks, which workers renew. */
async function readAll(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const all = `SELECT md5(string_agg((to_jsonb(j) - 'locked_until_ms')::text, '' ORDER BY seq)) AS jobs,
    (SELECT count(*) FROM bullmq.event) AS events FROM bullmq.job j`;
  const { rows } = await client.query(all);
  await client.end();
  return JSON.stringify(rows);
}

describe('a job in PostgreSQL, in a schema of another name', () => {
  let tables: Tables;
  let flows: CalmFlows;
  let store: RunStore;
  beforeAll(async () => {
    tables = await startTables('kiln');
    flows = await startCalmFlows(tables);
    store = await openTables(tables.url);
  });
  afterAll(async () => {
    await store?.close();
    await tables?.stop();
  });
  const read = (id: string) => store.getRun(`orders:${id}`, { include: { steps: true } });

  it('shows each attempt with its own error, its logs, sleeps and children', async () => {
    const refused = await read(flows.refused);
    expect(refused).toMatchObject({ status: 'failed', attempt: 3, input: { kind: 'refused' } });
    expect(refused?.steps?.map(({ error }) => error?.message)).toEqual(
      [1, 2, 3].map(attempt => `attempt ${attempt}: the card was refused`),
    );
    expect((await store.getTrace(`orders:${flows.flaky}`))?.logs).toHaveLength(3);
    expect((await read(flows.asleep))?.steps?.map(({ status }) => status)).toEqual(['queued', 'sleeping']);
    expect(await read(flows.backoff)).toMatchObject({ status: 'queued', statusLabel: 'Backing off' });
    const parent = await read(flows.failedParent.id);
    const children = parent?.steps?.filter(({ type }) => type === 'workflow') ?? [];
    expect(children.map(({ status }) => status).sort()).toEqual(['failed', 'success', 'success']);
    const [child] = flows.failedParent.children;
    expect(await store.getRun(`steps:${child?.id}`)).toMatchObject({ parentId: parent?.id });
  });

  it('that waits for a child that has failed says so', async () => {
    await addHeldUp(tables);
    expect(await read('held-up')).toMatchObject({ status: 'waiting', statusLabel: 'Child failed' });
  });

  it('of a paused queue is paused, until the queue goes on', async () => {
    await tables.ask('add', { queue: 'held', name: 'parcel' });
    await tables.ask('pause', { queue: 'held' });
    const label = async () => (await store.getRun('held:1'))?.statusLabel;
    expect(await label()).toBe('Paused');
    await tables.ask('resume', { queue: 'held' });
    expect(await label()).toBeUndefined();
  });

  it('is canceled, tried again in place, run now, run again as a new one, and started', async () => {
    const slow = await tables.add('slow');
    await tables.reach(slow, 'active');
    expect(await store.cancelRun(`orders:${slow}`)).toEqual({ type: 'canceled' });
    expect(await read(slow)).toMatchObject({ status: 'canceled', raw: { failedReason: canceledReason } });
    const retry = { verb: 'retry-in-place', isSaved: true } as const;
    expect(await store.performVerb?.(`orders:${slow}`, retry)).toMatchObject({ type: 'done' });
    await tables.reach(slow, 'active');
    const later = await tables.add('ok', {}, { delay: 60_000 });
    expect(await store.performVerb?.(`orders:${later}`, { verb: 'promote' })).toMatchObject({ type: 'done' });
    await tables.reach(later, 'completed');
    const before = await read(flows.fatal);
    const again = await store.restartRun?.(`orders:${flows.fatal}`);
    if (again?.type !== 'started') throw new Error(JSON.stringify(again));
    await tables.reach(again.id.slice('orders:'.length), 'failed');
    expect(await store.getRun(again.id)).toMatchObject({
      retryOf: `orders:${flows.fatal}`,
      status: 'failed',
    });
    expect(await read(flows.fatal)).toEqual(before);
    const started = await store.startRun({
      workflow: 'orders/ok order',
      input: { kind: 'ok' },
      id: 'orders:mine',
    });
    expect(started).toEqual({ type: 'started', id: 'orders:mine' });
    await tables.reach('mine', 'completed');
  });
});
