import { expect, test } from 'vitest';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { listAll } from '../../contract/reading.ts';
import { schema, until } from './start-dbos.ts';
import { useDbos } from './use-dbos.ts';

const used = useDbos();
const { begin, read, find } = used;

const anHour = 3_600_000;
const soon = expect.closeTo(Date.now() + anHour, -5);

test('a run shows its steps, the workflow that it started, and its sleep', async () => {
  const id = await begin(
    {
      flow: 'order',
      args: [{ customer: 'c1' }],
      authenticatedUser: 'ada',
      workflowAttributes: { team: 'shop' },
    },
    'SUCCESS',
  );
  const run = await read(id);
  expect(run).toMatchObject({
    name: 'order',
    status: 'success',
    trigger: { type: 'api' },
    actor: 'ada',
    project: 'shop',
    stepCount: 5,
    input: [{ customer: 'c1' }],
    output: { parcel: 7, total: 42 },
    raw: { attributes: { team: 'shop' }, application_version: '1', executor_id: 'local' },
  });
  expect(run.startedAt).toBe(run.createdAt);
  expect(run.steps?.map(({ name, type, status }) => `${name} ${type} ${status}`)).toEqual([
    'load customer action success',
    'book carrier action success',
    'stock workflow success',
    'DBOS.sleep sleep success',
    'DBOS.setEvent action success',
    'price net action success',
    'price tax action success',
  ]);
  const [, , stock, nap] = run.steps ?? [];
  expect(stock?.output).toEqual({ sku: 'tea', shelf: 'shelf of tea' });
  expect((nap?.finishedAt ?? 0) - (nap?.startedAt ?? 0)).toBe(150);
  const [child] = await find(`workflow:stock`);
  expect(await read(child ?? '')).toMatchObject({ parentId: id, trigger: { type: 'workflow' } });
  const { spans = [] } = (await used.store.getTrace(id)) ?? {};
  expect(spans.map(({ name }) => name).slice(0, 2)).toEqual(['order', 'load customer']);
  expect(spans.find(({ name }) => name === 'stock')?.attributes).toEqual({ childRunId: child });
});

test('a failed run names the step and its last attempt, and shows what each attempt threw', async () => {
  const run = await read(await begin({ flow: 'refund', args: [12] }, 'ERROR'));
  expect(run.errorSummary).toMatchObject({
    name: 'RangeError',
    message: 'the carrier is busy (3)',
    step: 'pay out',
  });
  expect(run.error).toMatchObject({ name: 'RangeError', message: 'the carrier is busy (3)' });
  expect(run.error?.stack).toContain('failFirst');
  expect(run.steps?.at(-1)?.startedAt, 'only the time of all attempts together is known').toBeUndefined();
  const attempts = run.steps?.slice(1).map(({ attempt, status, error }) => [attempt, status, error?.message]);
  expect(attempts).toEqual([
    [1, 'failed', 'the carrier is busy (1)'],
    [2, 'failed', 'the carrier is busy (2)'],
    [3, 'failed', 'the carrier is busy (3)'],
  ]);
});

test('an error of the workflow itself has its cause and code, and no step', async () => {
  const run = await read(await begin({ flow: 'deny', args: ['gold'] }, 'ERROR'));
  expect(run.errorSummary).toMatchObject({
    name: 'ClosedError',
    message: 'refunds are closed',
    cause: { message: 'the ledger of gold is locked' },
  });
  expect(run.errorSummary?.step).toBeUndefined();
  expect(run.error).toMatchObject({ name: 'ClosedError', code: 'EREFUNDSCLOSED' });
});

test('a failed child fails the step of its parent that waits for it', async () => {
  const run = await read(await begin({ flow: 'failing parent' }, 'ERROR'));
  expect(run.steps).toMatchObject([{ name: 'refund', type: 'workflow', status: 'failed' }]);
  expect(run.errorSummary).toMatchObject({ message: 'the carrier is busy (3)', step: 'refund' });
});

test('a thrown text, and an error that the workflow caught', async () => {
  const thrown = await read(await begin({ flow: 'crash' }, 'ERROR'));
  expect(thrown.errorSummary).toMatchObject({ message: 'just a text', step: 'say' });
  const caught = await read(await begin({ flow: 'catch' }, 'SUCCESS'));
  expect(caught).toMatchObject({ status: 'success', output: 'caught', steps: [{ status: 'failed' }] });
  expect(caught.errorSummary).toBeUndefined();
});

test('sleeping and waiting runs are told from running ones, with the time when they go on', async () => {
  const nap = await begin({ flow: 'nap', args: [anHour] }, 'PENDING');
  const message = await begin({ flow: 'approval', args: ['manager'] }, 'PENDING');
  const event = await begin({ flow: 'listen' }, 'PENDING');
  const work = await begin({ flow: 'work', args: [anHour] }, 'PENDING');
  const parent = await begin({ flow: 'parent', args: [anHour] }, 'PENDING');
  await used.dbos.settle();
  expect(await read(nap)).toMatchObject({ status: 'sleeping', wakeAt: soon });
  expect((await read(nap)).steps?.at(-1)).toMatchObject({ type: 'sleep', status: 'sleeping', wakeAt: soon });
  for (const id of [message, event]) {
    expect(await read(id)).toMatchObject({ status: 'waiting', waitingFor: 'a message or an event' });
    expect((await read(id)).steps?.at(-1)).toMatchObject({ type: 'hook', status: 'waiting' });
  }
  expect((await read(work)).status).toBe('running');
  expect(await read(parent)).toMatchObject({ status: 'running', steps: [{ type: 'workflow' }] });
  expect(await find('status:waiting')).toEqual([event, message]);
  expect(await find('status:sleeping')).toContain(nap);
  expect(await find('status:running')).toEqual([parent, work]);
  const counts = await used.store.counts();
  expect(counts).toMatchObject({ waiting: 2, running: 2 });
});

test('a sleep beside a step that has ended says when it ends', async () => {
  const run = await begin({ flow: 'sleep beside a step', args: [anHour] }, 'PENDING');
  await expect.poll(async () => (await read(run)).steps?.length).toBe(2);
  expect((await read(run)).steps).toMatchObject([
    { type: 'sleep', status: 'sleeping', wakeAt: soon },
    { name: 'beside', status: 'success' },
  ]);
  await used.dbos.query(`DELETE FROM "${schema}".workflow_status WHERE workflow_uuid = $1`, run);
});

test('queued and delayed runs show their queue, and when a delayed one begins', async () => {
  await begin({ flow: 'nap', args: [anHour], queueName: 'counter' }, 'PENDING');
  const queued = await begin({ flow: 'echo', args: [1], queueName: 'counter' }, 'ENQUEUED');
  const delayed = await begin(
    { flow: 'echo', args: [1], queueName: 'counter', enqueueOptions: { delaySeconds: 3_600 } },
    'DELAYED',
  );
  expect(await read(queued)).toMatchObject({
    status: 'queued',
    trigger: { type: 'queue', label: 'counter' },
  });
  expect(await read(delayed)).toMatchObject({ status: 'queued', statusLabel: 'Scheduled', wakeAt: soon });
  expect((await read(queued)).startedAt).toBeUndefined();
  expect(await find('status:DELAYED')).toEqual([delayed]);
});

test('a run whose deadline passed has timed out, which nobody asked for, and its sleep is canceled', async () => {
  const run = await read(await begin({ flow: 'nap', args: [anHour], timeoutMS: 100 }, 'CANCELLED'));
  expect(run).toMatchObject({
    status: 'canceled',
    statusLabel: 'Timed out',
    raw: { workflow_timeout_ms: 100 },
  });
  expect(run.cancel).toBeUndefined();
  expect(run.steps?.at(-1)).toMatchObject({ type: 'sleep', status: 'canceled', finishedAt: run.finishedAt });
});

test('values that JSON does not have are shown as what they are, and 200 KB of input whole', async () => {
  const odd = await read(await begin({ flow: 'odd' }, 'SUCCESS'));
  expect(odd.output).toMatchObject({
    at: { $type: 'Date', value: '1970-01-01T00:00:00.000Z' },
    stock: { $type: 'Map', entries: [['tea', 3]] },
    big: { $type: 'bigint', value: String(2n ** 70n) },
    bytes: { $type: 'Buffer', bytes: 3 },
    nothing: { $type: 'undefined' },
  });
  const text = 'x'.repeat(200_000);
  const large = await read(await begin({ flow: 'echo', args: [text] }, 'SUCCESS'));
  expect([large.input, large.output]).toEqual([[text], text]);
  expect(await find('input.0:xxxxx*')).toEqual([large.id]);
});

test('a thousand quick runs are listed once each, newest first', async () => {
  await used.dbos.start({ flow: 'echo', args: [{ quick: true }], times: 1_000 });
  await until(
    'they do not end',
    async () => (await find('status:success input.0.quick:true')).length === 1_000,
  );
  const all = await listAll(used.store, emptyQuery, { now: Date.now(), limit: 70 });
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(1_000);
});
