import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { canceledReason } from '../../../src/engines/bullmq/job-row.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { Run } from '../../../src/model/run.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { addHeldUp, type CalmFlows, type Flow, openStore, startCalmFlows } from './calm-flows.ts';
import { type Bullmq, startBullmq, until } from './start-bullmq.ts';

let bullmq: Bullmq;
let flows: CalmFlows;
let store: RunStore;

beforeAll(async () => {
  bullmq = await startBullmq();
  flows = await startCalmFlows(bullmq);
  store = await openStore(bullmq);
});
afterAll(async () => {
  await store?.close();
  await bullmq?.stop();
});

async function read(id: string): Promise<Run> {
  const run = await store.getRun(id, { include: { steps: true } });
  if (!run) throw new Error(`there is no ${id}`);
  return run;
}

const list = async (filter: string) => listAll(store, parseQuery(filter), { now: Date.now() });

describe('a job', () => {
  it('that failed after retries shows each attempt with its own error, and its logs', async () => {
    const run = await read(`orders:${flows.refused}`);
    expect(run).toMatchObject({
      name: 'orders/refused order',
      status: 'failed',
      attempt: 3,
      error: { name: 'TypeError', message: 'attempt 3: the card was refused' },
      errorSummary: { name: 'TypeError', message: 'attempt 3: the card was refused' },
      input: { kind: 'refused' },
    });
    expect(run.queuedAt).toBeUndefined();
    expect(run.error?.stack).toContain('workers.js');
    expect(run.steps).toMatchObject(
      [1, 2, 3].map(attempt => ({
        ...{ name: 'handler', status: 'failed', attempt, startedAt: expect.any(Number) },
        ...{ finishedAt: expect.any(Number), error: { message: `attempt ${attempt}: the card was refused` } },
      })),
    );
    const trace = await store.getTrace(run.id);
    expect(trace?.logs.map(({ message }) => message)).toEqual(
      [1, 2, 3].map(attempt => `refused: attempt ${attempt}`),
    );
    expect(trace?.spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['orders/refused order', 'handler', 'attempt 1', 'attempt 2', 'attempt 3']),
    );
  });

  it('that succeeded after retries has no error, though its hash has one', async () => {
    const run = await read(`orders:${flows.flaky}`);
    expect(run).toMatchObject({ status: 'success', attempt: 3, output: 'third time lucky' });
    expect([run.error, run.errorSummary]).toEqual([undefined, undefined]);
    expect(run.steps?.map(({ status }) => status)).toEqual(['failed', 'failed', 'success']);
  });

  it('that threw a text, of which BullMQ keeps nothing, has no error', async () => {
    const id = await bullmq.add('text');
    await bullmq.reach(id, 'failed');
    const run = await read(`orders:${id}`);
    expect([run.status, run.error, run.errorSummary]).toEqual(['failed', undefined, undefined]);
  });

  it('of a paused queue is paused, until the queue goes on', async () => {
    await bullmq.ask('add', { queue: 'held', name: 'parcel', opts: { priority: 2 } });
    await bullmq.ask('add', { queue: 'held', name: 'later', opts: { delay: 3_600_000 } });
    const own = await openStore(bullmq);
    const labels = async () => {
      const held = await listAll(own, parseQuery('workflow:held*'), { now: Date.now() });
      return held.map(({ name, statusLabel }) => `${name} ${statusLabel}`);
    };
    await bullmq.ask('pause', { queue: 'held' });
    expect(await labels()).toEqual(['held/later Scheduled', 'held/parcel Paused']);
    expect(await read('held:1')).toMatchObject({ status: 'queued', statusLabel: 'Paused' });
    await bullmq.ask('resume', { queue: 'held' });
    expect(await labels()).toEqual(['held/later Scheduled', 'held/parcel Prioritized']);
    await own.close();
  });

  it('that sleeps says until when, and one that is delayed is queued', async () => {
    const [asleep, later, backoff] = await Promise.all(
      [flows.asleep, flows.later, flows.backoff].map(id => read(`orders:${id}`)),
    );
    const inAnHour = (run: Run | undefined) => (run?.wakeAt ?? 0) - Date.now() > 3_000_000;
    expect([asleep, later, backoff].map(inAnHour)).toEqual([true, true, true]);
    expect(asleep).toMatchObject({ status: 'sleeping' });
    expect(asleep?.steps?.map(({ type, status }) => [type, status])).toEqual([
      ['action', 'queued'],
      ['sleep', 'sleeping'],
    ]);
    expect(later).toMatchObject({ status: 'queued', statusLabel: 'Scheduled' });
    expect(backoff).toMatchObject({
      status: 'queued',
      statusLabel: 'Backing off',
      errorSummary: { message: 'attempt 1: the card was refused' },
    });
  });

  it('of a flow has its children as steps, and these have it as their parent', async () => {
    const parent = await read(`orders:${flows.failedParent.id}`);
    expect(parent).toMatchObject({ status: 'failed', error: { name: 'UnrecoverableError' } });
    const called = parent.steps?.filter(({ type }) => type === 'workflow') ?? [];
    expect(called.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
      'steps/step 1 success',
      'steps/step 2 failed',
      'steps/step 3 success',
    ]);
    expect(called.find(({ status }) => status === 'failed')?.error?.message).toBe('step 2 is out of range');
    const waiting = await read(`orders:${flows.waitingParent.id}`);
    expect(waiting).toMatchObject({ status: 'waiting', waitingFor: 'its children' });
    const [child] = flows.waitingParent.children;
    expect(await read(`nobody:${child?.id}`)).toMatchObject({ parentId: waiting.id, status: 'queued' });
  });

  it('that waits for a child that has failed says so', async () => {
    await addHeldUp(bullmq);
    const held = { statusLabel: 'Child failed', waitingFor: 'a child that has failed' };
    expect(await read('orders:held-up')).toMatchObject({ status: 'waiting', ...held });
    const waiting = await list('status:waiting');
    expect(waiting.find(({ id }) => id === 'orders:held-up')).toMatchObject(held);
    expect(waiting.find(({ id }) => id === `orders:${flows.waitingParent.id}`)).toMatchObject({
      statusLabel: 'Waiting on children',
    });
  });

  it('of 200 KB is read whole', async () => {
    const { input, output } = await read(`orders:${flows.large}`);
    expect(JSON.stringify(input).length).toBeGreaterThan(200_000);
    expect(output).toEqual({ bytes: JSON.stringify(input).length });
  });

  it('is found by status, name, error, payload and log', async () => {
    const id = (job: string | Flow) => `orders:${typeof job === 'string' ? job : job.id}`;
    expect(idsOf(await list('status:sleeping'))).toEqual([id(flows.asleep)]);
    expect(idsOf(await list('status:failed workflow:"orders/fatal order"'))).toEqual([id(flows.fatal)]);
    expect(idsOf(await list('status:failed error:refused'))).toEqual([id(flows.refused)]);
    expect(idsOf(await list('input.kind:large'))).toEqual([id(flows.large)]);
    expect(idsOf(await list('log:"flaky: attempt 3"'))).toEqual([id(flows.flaky)]);
    expect((await list('workflow:nobody*')).map(({ name }) => name).sort()).toEqual([
      'nobody',
      'nobody/first',
      'nobody/step 1',
      'nobody/step 2',
      'nobody/step 3',
    ]);
  });

  it('is found by the time of its creation when the clock of its worker is behind', async () => {
    const hash = { timestamp: 5_000, processedOn: 4_990, finishedOn: 4_998 };
    const redis = new Redis(bullmq.port, '127.0.0.1');
    await redis.hset('bull:orders:ahead', { name: 'ok order', data: '{}', opts: '{}', ...hash });
    await redis.zadd('bull:orders:completed', hash.finishedOn, 'ahead');
    await redis.quit();
    const { createdAt } = await read('orders:ahead');
    expect(idsOf(await list(`since:${new Date(createdAt).toISOString()}`))).toContain('orders:ahead');
    const others = await list(`until:${new Date(createdAt).toISOString()}`);
    expect(idsOf(others)).toEqual(['orders:ahead']);
  });

  it('that a worker had when it died is stranded', async () => {
    const id = await bullmq.add('slow', {}, { jobId: 'left' });
    await bullmq.reach(id, 'active');
    const redis = new Redis(bullmq.port, '127.0.0.1');
    await redis.del(`bull:orders:${id}:lock`);
    await redis.quit();
    const run = await read(`orders:${id}`);
    const stranded = { status: 'running', strandedBy: expect.stringContaining('no worker holds its lock') };
    expect(run).toMatchObject(stranded);
    const [row] = await list('id:orders:left');
    expect(row).toMatchObject(stranded);
    await bullmq.ask('finish', { id, value: 1 });
  });
});

describe('an act', () => {
  it('ends an active job as canceled, and says that its function may have run on', async () => {
    const id = await bullmq.add('slow');
    await bullmq.reach(id, 'active');
    expect(await store.cancelRun(`orders:${id}`)).toEqual({ type: 'canceled' });
    expect(await read(`orders:${id}`)).toMatchObject({
      status: 'canceled',
      cancel: { outcome: 'canceled; a function that is running goes on, and its result is dropped' },
      raw: { failedReason: canceledReason },
    });
    expect(await store.counts()).toMatchObject({ canceled: 1 });
    expect(idsOf(await list('status:canceled'))).toEqual([`orders:${id}`]);
    expect(idsOf(await list('status:failed'))).not.toContain(`orders:${id}`);
    await bullmq.ask('finish', { id, value: 'too late' });
    expect(await store.cancelRun(`orders:${id}`)).toEqual({ type: 'already-finished', status: 'canceled' });
  });

  it('removes a job that waits, and keeps what it was as long as the store is open', async () => {
    const id = await bullmq.add('ok', {}, { delay: 60_000 });
    expect(await store.cancelRun(`orders:${id}`)).toEqual({ type: 'canceled' });
    expect(await bullmq.ask('state', { queue: 'orders', id })).toBe('unknown');
    expect(await read(`orders:${id}`)).toMatchObject({ status: 'canceled', input: { kind: 'ok' } });
  });

  it('removes a job that backs off, whose question says so, and not that a function goes on', async () => {
    const id = await bullmq.add('refused', {}, { attempts: 2, backoff: { type: 'fixed', delay: 60_000 } });
    await bullmq.reach(id, 'delayed');
    const { status } = await read(`orders:${id}`);
    expect(store.can.cancelNotes?.[status]).toMatch(/^a job that waits is removed/);
    expect(await store.cancelRun(`orders:${id}`)).toEqual({ type: 'canceled' });
    expect(await bullmq.ask('state', { queue: 'orders', id })).toBe('unknown');
  });

  it('does not remove a job with the children that it waits for', async () => {
    expect(await store.cancelRun(`orders:${flows.waitingParent.id}`)).toMatchObject({
      type: 'refused',
      reason: expect.stringContaining('waits for its children'),
    });
  });

  it('runs a failed job again as a new one, which names it, and leaves it as it was', async () => {
    const before = await read(`orders:${flows.fatal}`);
    const result = await store.restartRun?.(before.id);
    if (result?.type !== 'started') throw new Error(JSON.stringify(result));
    await bullmq.reach(result.id.slice('orders:'.length), 'failed');
    expect(await read(result.id)).toMatchObject({
      retryOf: before.id,
      input: before.input,
      status: 'failed',
    });
    expect(await read(before.id)).toEqual(before);
    expect(idsOf(await list(`retryOf:${before.id}`))).toEqual([result.id]);
  });

  it('retries a failed job in place once it is saved, and no other', async () => {
    const retry = { verb: 'retry-in-place', isSaved: true } as const;
    const id = await bullmq.add('refused');
    await bullmq.reach(id, 'failed');
    const { finishedAt = 0 } = await read(`orders:${id}`);
    expect(await store.performVerb?.(`orders:${id}`, { verb: retry.verb })).toMatchObject({
      ...{ type: 'refused', reason: expect.stringMatching(/^it is not saved, and would lose its error/) },
    });
    expect(await store.performVerb?.(`orders:${id}`, retry)).toMatchObject({ type: 'done' });
    await until('it does not run', async () => ((await read(`orders:${id}`)).finishedAt ?? 0) > finishedAt);
    expect(await read(`orders:${id}`)).toMatchObject({ status: 'failed', attempt: 2 });
    const done = await bullmq.add('ok');
    await bullmq.reach(done, 'completed');
    expect(await store.performVerb?.(`orders:${done}`, retry)).toMatchObject({
      ...{
        type: 'refused',
        reason: expect.stringMatching(/^retry in place is for a failed or canceled job/),
      },
    });
  });

  it('runs a delayed job now', async () => {
    const id = await bullmq.add('ok', {}, { delay: 60_000 });
    const promoted = { type: 'done', status: expect.stringMatching(/queued|running|success/) };
    expect(await store.performVerb?.(`orders:${id}`, { verb: 'promote' })).toMatchObject(promoted);
    await bullmq.reach(id, 'completed');
    expect(await store.performVerb?.(`orders:${id}`, { verb: 'promote' })).toMatchObject({ type: 'refused' });
  });

  it('starts a job of a queue, once for an id, and none of a queue that is not there', async () => {
    const request = { workflow: 'orders/ok order', input: { kind: 'ok', userId: 12 }, id: 'orders:mine' };
    expect(await store.startRun(request)).toEqual({ type: 'started', id: 'orders:mine' });
    await bullmq.reach('mine', 'completed');
    expect(await read('orders:mine')).toMatchObject({
      name: 'orders/ok order',
      output: { user: { id: 12 } },
    });
    expect(await store.startRun(request)).toEqual({ type: 'started', id: 'orders:mine', already: {} });
    expect(await store.startRun({ workflow: 'no-queue' })).toMatchObject({
      ...{ type: 'refused', reason: 'there is no queue no-queue' },
      hint: expect.stringContaining('nobody, orders, quick, steps'),
    });
  });

  it('says of an unknown job that there is none', async () => {
    expect(await store.cancelRun('orders:none')).toEqual({ type: 'not-found' });
    expect(await store.restartRun?.('orders:none')).toEqual({ type: 'not-found' });
  });

  it('is not possible outside of a project that has bullmq', async () => {
    const outside = await openStore(bullmq, { projectFolder: '/' });
    expect(outside.can).toMatchObject({ cancel: false, start: false });
    expect([outside.can.restart, outside.can.verbs]).toEqual([undefined, undefined]);
    expect(await outside.cancelRun(`orders:${flows.slow}`)).toEqual({ type: 'unsupported' });
    await outside.close();
  });
});

describe('changes', () => {
  it('are reported as they happen, and end with the store', async () => {
    const opened = await openStore(bullmq);
    await opened.listRuns(parseQuery(''), { sort: { field: 'created', descending: true }, limit: 1, now: 0 });
    const seen: string[] = [];
    const following = (async () => {
      for await (const change of opened.changes(new AbortController().signal)) seen.push(change.type);
    })();
    await until('no first change', async () => seen.length > 0);
    const before = seen.length;
    await bullmq.add('ok');
    await until('no change', async () => seen.length > before);
    await opened.close();
    await following;
    expect(new Set(seen)).toEqual(new Set(['changed']));
  });
});
