import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { reachStatus } from './calm-flows.ts';
import { until } from './start-restate.ts';
import { useRestate } from './use-restate.ts';

const server = useRestate();
const { read, send } = server;
const anHour = 3_600_000;

describe('a failed attempt', () => {
  it('leaves its step queued until the next attempt', async () => {
    for (const [path, status] of [
      ['poison/step/send', 'backing-off'],
      ['poison/stopStep/send', 'paused'],
    ] as const) {
      const { steps } = await read(await send(path, status));
      expect(steps?.map(step => [step.attempt, step.status])).toEqual([
        [1, 'failed'],
        [2, 'queued'],
      ]);
      expect(steps?.at(-1)?.startedAt).toBeUndefined();
    }
  });

  it('shows the time of the next one', async () => {
    const id = await send('poison/step/send', 'backing-off');
    const { wakeAt = 0, steps } = await read(id);
    const [row] = await server.restate.query(`select next_retry_at from sys_invocation where id = '${id}'`);
    expect(wakeAt).toBe(Date.parse(String(row?.next_retry_at)));
    expect(steps?.at(-1)?.wakeAt).toBe(wakeAt);
    await server.restate.patch(id, 'kill');
    await reachStatus(server.restate, id, ['completed']);
    expect((await read(id)).wakeAt).toBeUndefined();
  });

  it('after a step has ended does not belong to the step', async () => {
    const id = await send('poison/change/send', 'backing-off');
    await until('the other code is not noticed', async () =>
      /mismatch/.test((await read(id)).error?.message ?? ''),
    );
    expect((await read(id)).steps).toMatchObject([{ name: 'look', attempt: 1, status: 'success' }]);
    const { spans = [], logs = [] } = (await server.store.getTrace(id)) ?? {};
    expect(spans.map(({ name }) => name)).toEqual(['poison/change', 'look']);
    expect(spans[0]?.events).toHaveLength(logs.length);
    expect(new Set(logs.map(({ spanId }) => spanId))).toEqual(new Set(['run']));
    await server.restate.patch(id, 'kill');
  });

  it('has all lines of its message, and its stack', async () => {
    const { error, errorSummary } = await read(await send('poison/lines/send', 'backing-off'));
    expect(errorSummary?.message).toBe('it fails');
    expect(error).toMatchObject({
      message: 'it fails\nfor two reasons',
      value: { code: 500, message: 'it fails\nfor two reasons' },
      stack: expect.stringContaining('services.js'),
    });
  });
});

it('shows a run as killed only where it was', async () => {
  const own = await send('refund/say/send', 'completed', { message: 'killed', code: 409 });
  expect(await read(own)).toMatchObject({ status: 'canceled', error: { message: 'killed', code: '409' } });
  expect((await read(own)).cancel).toBeUndefined();
  const killed = await send('nap/sleep/send', 'suspended', anHour);
  await server.store.killRun?.(killed);
  expect((await read(killed)).cancel?.outcome).toBe('killed');
});

it('does not take another conflict of a step for a cancel', async () => {
  const id = await send('refund/clash/send', 'suspended');
  await server.restate.patch(id, 'cancel');
  await reachStatus(server.restate, id, ['completed']);
  expect((await read(id)).steps?.map(({ name, status }) => [name, status])).toEqual([
    ['take seat', 'failed'],
    ['sleep', 'canceled'],
  ]);
});

it('names the step of a run that passes on the cancel of another one', async () => {
  const id = await send('family/parent/send', 'suspended', { milliseconds: anHour });
  const [child] = await server.restate.query(`select id from sys_invocation where invoked_by_id = '${id}'`);
  await server.restate.patch(String(child?.id), 'cancel');
  await reachStatus(server.restate, id, ['completed']);
  const { status, cancel, error, steps } = await read(id);
  expect([status, cancel]).toEqual(['canceled', undefined]);
  expect(error).toMatchObject({ message: 'Cancelled', code: '409', stepId: steps?.[0]?.id });
  expect(await read(String(child?.id))).toMatchObject({ cancel: { outcome: 'canceled' } });
  expect((await read(String(child?.id))).error).toBeUndefined();
});

it('counts no steps of a run whose journal was purged', async () => {
  const id = await send('nap/toss/send', 'completed', 1);
  expect((await read(id)).stepCount).toBe(1);
  expect(await server.restate.patch(id, 'purge-journal')).toBe(200);
  await until('it is not purged', async () => (await read(id)).stepCount === undefined);
  const page = { sort: { field: 'steps', descending: false }, limit: 100, now: Date.now() } as const;
  expect((await server.store.listRuns(parseQuery('steps:0'), page)).runs.map(run => run.id)).not.toContain(
    id,
  );
});

it('does not show invocations that a run left running as canceled', async () => {
  const id = await send('family/rush/send', 'completed', anHour);
  const stepsOf = async () =>
    (await read(id)).steps?.map(({ name, status, finishedAt }) => [name, status, finishedAt !== undefined]);
  await until('the child has not ended', async () => (await stepsOf())?.[1]?.[1] === 'success');
  expect(await stepsOf()).toEqual([
    ['nap/sleep', 'running', false],
    ['nap/toss', 'success', true],
    ['refund/deny', 'failed', true],
    ['sleep', 'canceled', true],
  ]);
  const { spans = [] } = (await server.store.getTrace(id)) ?? {};
  const [{ endAt: end = 0 } = {}] = spans;
  expect(spans.every(({ endAt = Number.POSITIVE_INFINITY }) => endAt <= end)).toBe(true);
  expect(spans.find(({ name }) => name === 'nap/toss')?.status).toBe('ok');
});
