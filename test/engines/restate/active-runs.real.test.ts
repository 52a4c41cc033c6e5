import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { reachStatus } from './calm-flows.ts';
import { until } from './start-restate.ts';
import { useRestate } from './use-restate.ts';

const server = useRestate();
const { read, send } = server;
const anHour = 3_600_000;

const find = (filter: string) => listAll(server.store, parseQuery(filter), { now: Date.now() });

const shared = [
  'status',
  'statusLabel',
  'wakeAt',
  'waitingFor',
  'errorSummary',
  'cancelRequestedAt',
] as const;

/** The row, which says the same as the run itself. */
async function rowOf(id: string): Promise<RunSummary> {
  const [row] = await find(`id:${id}`);
  if (!row) throw new Error(`${id} is not listed`);
  const run = await read(id);
  expect(shared.map(key => row[key])).toEqual(shared.map(key => run[key]));
  return row;
}

describe('a suspended run', () => {
  it.each([
    ['a call', 'family/parent/send', { milliseconds: anHour }, 'Waiting on call', undefined],
    ['a call, or a timer', 'family/hurry/send', anHour, 'Waiting on call', undefined],
    ['a call, or an awakeable', 'family/watch/send', anHour, undefined, 'awakeable 1, a call'],
    ['an awakeable', 'callback/wait/send', undefined, undefined, 'awakeable 1'],
    ['a promise', 'approval/b1/run/send', undefined, undefined, 'promise decision'],
    ['a signal that has a name', 'callback/hear/send', undefined, undefined, 'signal approved'],
    ['such a signal, or a timer', 'callback/hearOrSleep/send', anHour, undefined, 'signal approved'],
  ])('that waits for %s says so', async (_, path, body, label, awaited) => {
    const id = await send(path, 'suspended', body);
    const { status, statusLabel, wakeAt, waitingFor } = await rowOf(id);
    expect([status, statusLabel, wakeAt, waitingFor]).toEqual(['waiting', label, undefined, awaited]);
  });

  it('waits for a call where it has attached to another one', async () => {
    const other = await send('nap/sleep/send', 'suspended', anHour);
    const id = await send('family/follow/send', 'suspended', other);
    expect(await rowOf(id)).toMatchObject({ status: 'waiting', statusLabel: 'Waiting on call' });
  });

  it('with a long journal shows what it waits for, and that it is canceling', async () => {
    const id = await send('till/s1/stocktake/send', 'suspended', { shelves: 2_000, milliseconds: anHour });
    expect(await rowOf(id)).toMatchObject({ status: 'waiting', statusLabel: 'Waiting on call' });
    await server.restate.patch(id, 'cancel');
    await until('it is not told', async () => (await rowOf(id)).cancelRequestedAt !== undefined);
    expect((await rowOf(id)).statusLabel).toBeUndefined();
    await server.restate.patch(id, 'kill');
  });

  it('that sleeps shows until when: until its first timer', async () => {
    const id = await send('nap/doze/send', 'suspended', anHour);
    const { createdAt, steps = [] } = await read(id);
    const { status, wakeAt = 0 } = await rowOf(id);
    expect(status).toBe('sleeping');
    expect(wakeAt - createdAt).toBeGreaterThanOrEqual(anHour);
    expect(wakeAt - createdAt).toBeLessThan(1.5 * anHour);
    expect(Math.min(...steps.flatMap(step => step.wakeAt ?? []))).toBe(wakeAt);
  });
});

it('names the signal that a run waits for, and its value', async () => {
  const id = await send('callback/hear/send', 'suspended');
  const { sleeping = 0, waiting = 0 } = (await server.store.counts()) ?? {};
  const runs = await find('status:sleeping,waiting');
  expect([sleeping, waiting]).toEqual(
    ['sleeping', 'waiting'].map(status => runs.filter(run => run.status === status).length),
  );
  expect((await read(id)).steps).toMatchObject([
    { name: 'signal approved', type: 'hook', status: 'waiting' },
  ]);
  const teller = await send('callback/tell/send', 'completed', id);
  expect((await read(teller)).steps).toMatchObject([{ name: `signal approved to ${id}`, input: 'yes' }]);
  const refuser = await send('callback/refuse/send', 'completed', id);
  expect((await read(refuser)).steps).toMatchObject([
    { name: `reject signal approved to ${id}`, input: { message: 'no' } },
  ]);
  await reachStatus(server.restate, id, ['completed']);
  expect((await read(id)).steps).toMatchObject([
    { name: 'signal approved', status: 'success', output: 'yes' },
  ]);
});

it('shows when a scheduled run is to begin', async () => {
  const id = await send('echo/brief/send?delay=3600s', 'scheduled', 1);
  const { createdAt } = await read(id);
  const { status, statusLabel, wakeAt = 0 } = await rowOf(id);
  expect([status, statusLabel]).toEqual(['queued', 'Scheduled']);
  expect(Math.abs(wakeAt - createdAt - anHour)).toBeLessThan(1_000);
});

it('shows that a run backs off, and finds it by that word', async () => {
  const id = await send('poison/step/send', 'backing-off');
  expect(await rowOf(id)).toMatchObject({ status: 'running', statusLabel: 'Backing off' });
  expect(idsOf(await find('status:backing-off'))).toEqual([id]);
});

describe('a paused run', () => {
  it('is shown as such, and is found by that word', async () => {
    const id = await send('poison/stop/send', 'paused');
    expect(await rowOf(id)).toMatchObject({ status: 'running', statusLabel: 'Paused' });
    expect(idsOf(await find('status:PAUSED'))).toEqual([id]);
    expect(idsOf(await find('status:running -status:paused'))).not.toContain(id);
  });

  it('that pauses again after a cancel shows that the cancel has no effect, and can be killed', async () => {
    const id = await send('poison/stop/send', 'paused');
    expect(await server.store.cancelRun(id)).toEqual({ type: 'requested' });
    await until('it does not pause again', async () => {
      const rows = await server.restate.query(
        `select event_type from sys_journal_events where id = '${id}' and event_type = 'Paused'`,
      );
      return rows.length === 2;
    });
    await reachStatus(server.restate, id, ['paused']);
    expect(await rowOf(id)).toMatchObject({
      statusLabel: 'Cancel paused',
      cancelRequestedAt: expect.any(Number),
    });
    expect((await read(id)).cancel?.outcome).toMatch(/resumed/);
    expect(await server.store.killRun?.(id)).toEqual({ type: 'canceled' });
    const { status, statusLabel } = await rowOf(id);
    expect([status, statusLabel]).toEqual(['canceled', undefined]);
  });
});

it('names the run that another was restarted from', async () => {
  const before = await send('refund/pay/send', 'completed', 12);
  expect(await server.restate.patch(before, 'restart-as-new')).toBe(200);
  await until('it is not restarted', async () => (await find(`trigger:"Restart · ${before}"`)).length === 1);
  const [run] = await find(`trigger:"Restart · ${before}"`);
  expect(run).toMatchObject({ name: 'refund/pay', trigger: { type: 'restart_as_new' } });
  expect(run?.parentId).toBeUndefined();
  expect((await server.store.getTrace(run?.id ?? ''))?.spans[0]?.attributes.retryOf).toBe(before);
  expect(await server.store.suggest('trigger', 'restart')).toEqual(['restart_as_new']);
});

describe('an empty message', () => {
  it('is replaced by its code, in the run and in its steps', async () => {
    const id = await send('refund/shrug/send', 'completed');
    expect((await rowOf(id)).errorSummary).toMatchObject({ message: 'code 418' });
    const { error, steps } = await read(id);
    expect(error).toMatchObject({ message: '', code: '418', value: { code: 418, message: '' } });
    expect(steps).toMatchObject([{ name: 'ask around', error: { code: '418' } }]);
    const spans = (await server.store.getTrace(id))?.spans;
    expect(spans?.find(({ name }) => name === 'ask around')?.attributes.error).toBe('code 418');
    expect(idsOf(await find('error:"code 418"'))).toEqual([id]);
  });

  it('may consist of spaces', async () => {
    const id = await send('refund/say/send', 'completed', { message: '  ', code: 418 });
    expect((await rowOf(id)).errorSummary).toMatchObject({ message: 'code 418' });
  });

  it('of an attempt is replaced by its code, not by the stack below it', async () => {
    const id = await send('poison/shrug/send', 'backing-off');
    expect((await rowOf(id)).errorSummary).toMatchObject({ message: 'code 500' });
    expect((await server.store.getTrace(id))?.logs[0]?.message).toBe('TransientError: code 500');
  });
});

it('counts the commands of the row, one too few where the retry policy killed the run', async () => {
  const id = await send('poison/die/send', 'completed');
  const { status, stepCount, steps = [], errorSummary } = await read(id);
  expect([status, errorSummary?.message]).toEqual(['failed', 'it never works']);
  expect([stepCount, steps.map(({ name }) => name)]).toEqual([0, ['look']]);
});
