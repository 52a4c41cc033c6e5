import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openRestateStore } from '../../../src/engines/restate/open-restate-store.ts';
import { createPayloadReader } from '../../../src/engines/restate/read-journal.ts';
import { createRestateClient } from '../../../src/engines/restate/restate-client.ts';
import { invocationRuns } from '../../../src/engines/restate/search-invocations.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { Run } from '../../../src/model/run.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { type CalmFlows, startCalmFlows } from './calm-flows.ts';
import { type Restate, startRestate } from './start-restate.ts';

let restate: Restate;
let flows: CalmFlows;
let store: RunStore;

beforeAll(async () => {
  restate = await startRestate();
  flows = await startCalmFlows(restate);
  store = await openRestateStore({
    url: restate.admin,
    target: { name: 'restate', kind: 'restate', location: restate.admin, reason: 'argument' },
  });
});

afterAll(async () => {
  await store?.close();
  await restate?.stop();
});

async function read(name: keyof CalmFlows): Promise<Run> {
  const run = await store.getRun(flows[name], { include: { steps: true } });
  if (!run) throw new Error(`there is no ${name}`);
  return run;
}

describe('the status', () => {
  it.each([
    ['order', 'success', 'completed'],
    ['refused', 'failed', 'completed'],
    ['asleep', 'sleeping', 'suspended'],
    ['tossing', 'running', 'running'],
    ['asking', 'waiting', 'suspended'],
    ['calledBack', 'waiting', 'suspended'],
    ['either', 'waiting', 'suspended'],
    ['parent', 'waiting', 'suspended'],
    ['adopted', 'failed', 'completed'],
    ['paused', 'running', 'paused'],
    ['stuck', 'running', 'backing-off'],
    ['serving', 'sleeping', 'suspended'],
    ['inboxed', 'queued', 'pending'],
    ['scheduled', 'queued', 'scheduled'],
    ['canceled', 'canceled', 'completed'],
    ['killed', 'canceled', 'completed'],
  ] as const)('of %s is %s, which Restate calls %s', async (name, status, statusRaw) => {
    expect(await read(name)).toMatchObject({ status, statusRaw });
    const listed = await listAll(store, parseQuery(`status:${status}`), { now: Date.now() });
    expect(idsOf(listed)).toContain(flows[name]);
  });
});

describe('an order', () => {
  it('has its input, its output and its trigger', async () => {
    const run = await read('order');
    expect(run.input).toEqual({ customer: 'c1' });
    expect(run.output).toEqual({
      customer: { id: 'c1', name: 'Grace' },
      parcel: 7,
      reserved: { sku: 'tea', shelf: 'shelf of tea' },
      total: 42,
    });
    expect(run).toMatchObject({
      name: 'order/run',
      trigger: { type: 'ingress', label: 'Ingress · o1', raw: 'ingress:order/o1/run' },
    });
    expect(run.error).toBeUndefined();
    expect(run.raw).toMatchObject({ target: 'order/o1/run', target_service_ty: 'workflow' });
  });

  it('has a step for each command, and for each attempt', async () => {
    const { steps = [], stepCount } = await read('order');
    expect(steps.map(({ name, type, attempt, status }) => [name, type, attempt, status])).toEqual([
      ['load customer', 'action', 1, 'success'],
      ['book carrier', 'action', 1, 'failed'],
      ['book carrier', 'action', 2, 'failed'],
      ['book carrier', 'action', 3, 'success'],
      ['stock/reserve', 'workflow', 1, 'success'],
      ['send stock/audit', 'workflow', 1, 'success'],
      ['cool down', 'sleep', 1, 'success'],
      ['set stage', 'state', 1, 'success'],
      ['price net', 'action', 1, 'success'],
      ['price tax', 'action', 1, 'success'],
      ['set stage', 'state', 1, 'success'],
    ]);
    expect(stepCount).toBe(new Set(steps.map(({ id }) => id.replace(/-try-\d+$/, ''))).size);
    expect(steps[1]?.error).toMatchObject({ message: 'the carrier is busy (1)', code: '500' });
    expect(steps[1]?.error?.stack).toContain('services.js');
    expect(steps[3]).toMatchObject({ output: { parcel: 7 } });
    expect(steps[4]).toMatchObject({ input: { sku: 'tea' }, output: { shelf: 'shelf of tea' } });
  });

  it('has a span for each of them, attempts below their step, and logs of failures', async () => {
    const trace = await store.getTrace(flows.order);
    const spans = trace?.spans ?? [];
    const named = (name: string) => spans.find(span => span.name === name);
    expect(spans[0]).toMatchObject({ id: 'run', kind: 'run', name: 'order/run', status: 'ok' });
    expect(named('cool down')).toMatchObject({ kind: 'sleep', parentId: 'run', status: 'ok' });
    expect(named('attempt 2')).toMatchObject({ parentId: named('book carrier')?.id, status: 'error' });
    const { startAt = 0, endAt = 0, attributes } = named('cool down') ?? {};
    expect(endAt).toBeGreaterThanOrEqual(startAt);
    // Restate keeps when it is to wake, and how long that is after it began.
    expect(endAt).toBeGreaterThanOrEqual(Date.parse(String(attributes?.wakeAt)) - 5);
    expect(trace?.logs.map(log => [log.level, log.message, log.spanId])).toEqual([
      ['warn', 'TransientError: the carrier is busy (1)', named('book carrier')?.id],
      ['warn', 'TransientError: the carrier is busy (2)', named('book carrier')?.id],
    ]);
  });

  it('links to the runs that it called, and they link back', async () => {
    const spans = (await store.getTrace(flows.order))?.spans ?? [];
    const childIds = spans.flatMap(({ attributes }) =>
      typeof attributes.childRunId === 'string' ? [attributes.childRunId] : [],
    );
    expect(childIds).toHaveLength(2);
    for (const id of childIds) {
      expect(await store.getRun(id)).toMatchObject({
        id,
        parentId: flows.order,
        trigger: { type: 'service', label: 'Service · order/o1/run' },
      });
    }
  });
});

describe('a failure', () => {
  it('is shown for a failed run, with the step and the code', async () => {
    const run = await read('refused');
    expect(run.errorSummary).toMatchObject({ message: 'no account takes 12' });
    expect(run.error).toMatchObject({
      value: { code: 422, message: 'no account takes 12\nask the customer' },
      code: '422',
    });
    const step = run.steps?.find(({ id }) => id === run.error?.stepId);
    expect(step).toMatchObject({ name: 'pay out', status: 'failed', error: { code: '422' } });
  });

  it('of a child is shown in its parent', async () => {
    const { steps, error } = await read('adopted');
    expect(steps).toMatchObject([{ name: 'refund/deny', status: 'failed' }]);
    expect(error).toMatchObject({ message: 'refunds are closed', stepId: steps?.[0]?.id });
  });

  it('is shown for a run that is paused, and for one that is retried', async () => {
    const paused = await read('paused');
    expect(paused.errorSummary).toMatchObject({ name: 'paused', message: 'it does not work today' });
    expect(paused.error?.stack).toContain('services.js');
    const stuck = await read('stuck');
    expect(stuck.errorSummary).toMatchObject({
      name: 'backing-off',
      message: 'the supplier is closed',
      step: 'call supplier',
    });
    expect(stuck.attempt).toBeGreaterThanOrEqual(1);
    expect(await listAll(store, parseQuery('step:"call supplier"'), { now: Date.now() })).toHaveLength(1);
  });

  it('is not shown where a run was canceled or killed', async () => {
    const canceled = await read('canceled');
    expect([canceled.error, canceled.errorSummary, canceled.cancel?.outcome]).toEqual([
      undefined,
      undefined,
      'canceled',
    ]);
    expect(canceled.steps?.at(-1)).toMatchObject({ name: 'make the bed', output: 'undone: Cancelled' });
    expect((await read('killed')).cancel?.outcome).toBe('killed');
  });
});

describe('an awaited result', () => {
  it('is an open step', async () => {
    const openSteps = async (name: keyof CalmFlows) =>
      (await read(name)).steps
        ?.filter(({ finishedAt }) => finishedAt === undefined)
        .map(step => [step.name, step.type, step.status]);
    expect(await openSteps('asleep')).toEqual([['sleep', 'sleep', 'sleeping']]);
    expect(await openSteps('asking')).toEqual([['promise decision', 'hook', 'waiting']]);
    expect(await openSteps('calledBack')).toEqual([['awakeable 1', 'hook', 'waiting']]);
    expect(await openSteps('parent')).toEqual([['nap/sleep', 'workflow', 'waiting']]);
    expect(await openSteps('tossing')).toEqual([['toss and turn', 'action', 'running']]);
  });
});

describe('payloads', () => {
  it('keep half of a surrogate pair, quotes in keys and null', async () => {
    const value = { name: 'half \ud83d of a pair', 'it\'s "odd"': [1.5, null], big: 7 };
    const run = await read('odd');
    expect([run.input, run.output, run.steps?.[0]?.output]).toEqual([value, value, value]);
  });

  it('are recorded before the run begins', async () => {
    expect([(await read('inboxed')).input, (await read('scheduled')).input]).toEqual([5, 10]);
    const found = await listAll(store, parseQuery('status:queued 10'), { now: Date.now() });
    expect(idsOf(found)).toEqual([flows.scheduled]);
  });

  it('are absent where none was given', async () => {
    const run = await read('nothing');
    expect([run.input, run.output]).toEqual([undefined, undefined]);
  });

  it('mark bytes that are no text', async () => {
    expect((await read('bytes')).output).toEqual({ $type: 'Uint8Array', bytes: 4, base64: '//4AAQ==' });
  });
});

describe('a filter', () => {
  it.each([
    `input.name:"it's; drop table sys_invocation --"`,
    `workflow:"order/run' or '1'='1"`,
    `id:"inv_' union select"`,
    `workflow:"%"`,
    `workflow:"order_run"`,
    `error:"'"`,
  ])('is quoted: %s finds nothing', async filter => {
    const page = await store.listRuns(parseQuery(filter), { sort: newestFirst, limit: 50, now: Date.now() });
    expect(page.runs).toEqual([]);
  });

  it('is answered by the server where possible, without a scan', async () => {
    for (const filter of ['status:failed', 'workflow:ORDER/*', '-status:failed,success', 'duration:>1ms']) {
      const page = await store.listRuns(parseQuery(filter), { sort: newestFirst, limit: 1, now: Date.now() });
      expect(page.scanned, filter).toBeUndefined();
      expect(page.runs, filter).toHaveLength(1);
    }
  });

  it('finds a word in input and output', async () => {
    const found = await listAll(store, parseQuery('grace'), { now: Date.now() });
    expect(idsOf(found)).toEqual([flows.order]);
    expect(idsOf(await listAll(store, parseQuery('input.customer:c1'), { now: Date.now() }))).toEqual([
      flows.order,
    ]);
  });
});

it('orders runs of one millisecond by their ids, page by page', async () => {
  const sends = Array.from({ length: 40 }, (_, at) => restate.send('echo/brief/send', at + 1));
  await Promise.all(sends);
  const runs = await listAll(store, emptyQuery, { limit: 3, now: Date.now() });
  const [all] = await restate.query('select count(*) as n from sys_invocation');
  expect([runs.length, new Set(idsOf(runs)).size]).toEqual([all?.n, all?.n]);
});

it('reads the payloads of a hundred runs at a time', async () => {
  await Promise.all(Array.from({ length: 120 }, (_, at) => restate.send('echo/brief/send', 10 * at + 1)));
  const client = createRestateClient({ url: restate.admin });
  const search = await invocationRuns(client).search(parseQuery('workflow:echo/brief brief'), {
    now: Date.now(),
  });
  const [rows = []] = await Array.fromAsync(search.read({}));
  const readPayloads = createPayloadReader(client);
  expect(rows.length).toBeGreaterThanOrEqual(120);
  expect(await readPayloads(rows.slice(0, 120), {})).toHaveLength(100);
  expect(await readPayloads(rows.slice(100, 120), {})).toHaveLength(20);
  await client.close();
});
