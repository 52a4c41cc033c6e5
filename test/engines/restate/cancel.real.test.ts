import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Change, RunStore } from '../../../src/contract/run-store.ts';
import { openRestateStore } from '../../../src/engines/restate/open-restate-store.ts';
import { createRestateClient } from '../../../src/engines/restate/restate-client.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { collectChanges, idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { reachStatus, statusOf } from './calm-flows.ts';
import { type Restate, startRestate, until } from './start-restate.ts';

let restate: Restate;
let store: RunStore;

const open = () =>
  openRestateStore({
    url: restate.admin,
    target: { name: 'restate', kind: 'restate', location: restate.admin, reason: 'argument' },
    timeouts: { pollMs: 100 },
  });

beforeAll(async () => {
  restate = await startRestate();
});
beforeEach(async () => {
  store = await open();
});
afterEach(() => store.close());
afterAll(() => restate?.stop());

const anHour = 3_600_000;

async function endsAs(id: string, status: string): Promise<void> {
  await until(`${id} does not end as ${status}`, async () => (await store.getRun(id))?.status === status);
}

async function cancelSignals(id: string): Promise<number> {
  const rows = await restate.query(
    `select index from sys_journal where id = '${id}' and entry_type = 'Notification: Signal'`,
  );
  return rows.length;
}

describe('a cancel', () => {
  it.each([
    ['running', 'nap/sleep/send', 'running'],
    ['suspended for a timer', 'nap/sleep/send', 'suspended'],
    ['waiting for a child', 'family/parent/send', 'suspended'],
    ['waiting for an awakeable', 'callback/wait/send', 'suspended'],
  ])('of a run that is %s is asked for, and comes true', async (_, path, status) => {
    const id = await restate.send(path, path.startsWith('family') ? { milliseconds: anHour } : anHour);
    await reachStatus(restate, id, [status]);
    expect(await store.cancelRun(id)).toEqual({ type: 'requested' });
    await endsAs(id, 'canceled');
    expect(await store.getRun(id)).toMatchObject({ cancel: { outcome: 'canceled' } });
    expect((await store.getRun(id))?.cancelRequestedAt).toBeUndefined();
    expect(await store.cancelRun(id)).toEqual({ type: 'already-finished', status: 'canceled' });
  });

  it('is sent once, so that the run can clean up in peace', async () => {
    const id = await restate.send('tidy/t1/run/send');
    await reachStatus(restate, id, ['suspended']);
    expect(await store.cancelRun(id)).toEqual({ type: 'requested' });
    expect(await store.getRun(id)).toMatchObject({ cancelRequestedAt: expect.any(Number) });
    expect(await store.cancelRun(id)).toEqual({ type: 'requested' });
    const other = await open();
    expect(await other.getRun(id)).toMatchObject({ cancelRequestedAt: expect.any(Number) });
    expect(await other.cancelRun(id)).toEqual({ type: 'requested' });
    await other.close();
    expect(await cancelSignals(id)).toBe(1);
    await restate.send('tidy/t1/allow/send');
    await endsAs(id, 'canceled');
    const run = await store.getRun(id, { include: { steps: true } });
    expect(run?.steps?.at(-1)).toMatchObject({ name: 'put away', output: 'tidy' });
  });

  it('is reported as without effect when the run ends well', async () => {
    const id = await restate.send('nap/stubborn/send', anHour);
    await reachStatus(restate, id, ['suspended']);
    expect(await store.cancelRun(id)).toEqual({ type: 'requested' });
    await endsAs(id, 'success');
    expect((await store.getRun(id))?.cancel).toMatchObject({ outcome: 'it ended nevertheless' });
  });

  it('of a handler that fails before its first await has no effect, and a kill has', async () => {
    const id = await restate.send('poison/go/send', 'x');
    await reachStatus(restate, id, ['backing-off']);
    expect(await store.cancelRun(id)).toEqual({ type: 'requested' });
    const before = (await store.getRun(id))?.attempt ?? 0;
    await until('it is not tried again', async () => ((await store.getRun(id))?.attempt ?? 0) > before);
    expect(await store.getRun(id)).toMatchObject({
      status: 'running',
      cancelRequestedAt: expect.any(Number),
    });
    const [listed] = await listAll(store, emptyQuery, { now: Date.now(), limit: 1 });
    expect(listed).toMatchObject({ id, cancelRequestedAt: expect.any(Number) });
    expect(await store.killRun?.(id)).toEqual({ type: 'canceled' });
    expect(await store.getRun(id)).toMatchObject({ status: 'canceled', cancel: { outcome: 'killed' } });
    expect(await store.killRun?.(id)).toEqual({ type: 'already-finished', status: 'canceled' });
  });

  it('of a paused run resumes it', async () => {
    const id = await restate.send('poison/stop/send');
    await reachStatus(restate, id, ['paused']);
    const [row] = await restate.query(`select modified_at from sys_invocation where id = '${id}'`);
    expect(await store.cancelRun(id)).toEqual({ type: 'requested' });
    await until('it is not resumed', async () => {
      const rows = await restate.query(`select modified_at from sys_invocation where id = '${id}'`);
      return rows[0]?.modified_at !== row?.modified_at;
    });
    expect(await store.killRun?.(id)).toEqual({ type: 'canceled' });
  });

  it.each([
    ['waits for its key', 'till/full/add/send', 'pending'],
    ['is scheduled', 'till/later/add/send?delay=3600s', 'scheduled'],
  ])('of a run that %s is done at once: the server forgets it, and we do not', async (_, path, status) => {
    if (status === 'pending') {
      await reachStatus(restate, await restate.send(path, anHour), ['running', 'suspended']);
    }
    const id = await restate.send(path, 5);
    await reachStatus(restate, id, [status]);
    expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
    expect(await statusOf(restate, id)).toBeUndefined();
    expect(await store.getRun(id, { include: { steps: true } })).toMatchObject({
      id,
      status: 'canceled',
      finishedAt: expect.any(Number),
      cancel: { outcome: expect.stringContaining('forgotten') },
      steps: [],
    });
    expect(await store.getTrace(id)).toMatchObject({ spans: [], spanTotal: 0 });
    expect(await store.cancelRun(id)).toEqual({ type: 'already-finished', status: 'canceled' });
    expect(idsOf(await listAll(store, emptyQuery, { now: Date.now() }))).not.toContain(id);
  });

  it.each(['inv_1foAirY4KKzi2WefX5NoZiwFWrVOG9GY99', 'inv_1foAirY4KKzi', 'inv_x', '../health', ''])(
    'of %j, which there is not, finds nothing',
    async id => {
      expect(await store.cancelRun(id)).toEqual({ type: 'not-found' });
      expect(await store.killRun?.(id)).toEqual({ type: 'not-found' });
    },
  );

  it('of a run that has ended reports its status', async () => {
    const ended = [
      ['echo/brief/send', 3, 'success'],
      ['refund/deny/send', 1, 'failed'],
    ] as const;
    for (const [path, body, status] of ended) {
      const id = await restate.send(path, body);
      await reachStatus(restate, id, ['completed']);
      expect(await store.cancelRun(id)).toEqual({ type: 'already-finished', status });
      expect(await store.killRun?.(id)).toEqual({ type: 'already-finished', status });
    }
  });
});

describe('the responses of the server itself', () => {
  it.each([
    ['an id that no invocation has', 'inv_1foAirY4KKzi2WefX5NoZiwFWrVOG9GY99', 404, /does not exist/],
    ['an id that is too short', 'inv_1foAirY4KKzi', 400, /invocation_id/],
    ['what is no id', 'inv_x', 400, /invocation_id/],
  ])('for %s', async (_, id, status, message) => {
    const client = createRestateClient({ url: restate.admin });
    for (const act of ['cancel', 'kill'] as const) {
      expect(await client.act(id, act)).toEqual({ status, message: expect.stringMatching(message) });
    }
    await client.close();
  });

  it('to cancels of runs that have ended, in any way', async () => {
    const client = createRestateClient({ url: restate.admin });
    const canceled = await restate.send('nap/sleep/send', anHour);
    const killed = await restate.send('nap/sleep/send', anHour);
    await reachStatus(restate, canceled, ['suspended']);
    expect((await client.act(canceled, 'cancel')).status).toBe(202);
    expect((await client.act(killed, 'kill')).status).toBe(200);
    const ended = [
      await restate.send('echo/brief/send', 7),
      await restate.send('refund/deny/send'),
      canceled,
      killed,
    ];
    for (const id of ended) {
      await reachStatus(restate, id, ['completed']);
      for (const act of ['cancel', 'kill'] as const) {
        const said = { status: 409, message: expect.stringContaining('already completed') };
        expect(await client.act(id, act)).toEqual(said);
      }
    }
    await client.close();
  });
});

it('reports a run that is created, changes, is retried and is gone', async () => {
  const ending = new AbortController();
  const changes: Change[] = [];
  const watching = collectChanges(store.changes(ending.signal), changes);
  await store.listRuns(emptyQuery, {
    sort: { field: 'created', descending: true },
    limit: 1,
    now: Date.now(),
  });
  const moved = async (act: () => Promise<unknown>) => {
    const before = changes.length;
    await act();
    await waitFor(() => changes.length > before, 20_000);
  };
  await waitFor(() => changes.length > 0);
  let id = '';
  await moved(async () => {
    id = await restate.send('poison/go/send', 'y');
  });
  await reachStatus(restate, id, ['backing-off']);
  await moved(async () => undefined);
  await moved(() => restate.patch(id, 'kill'));
  expect(changes.every(({ type }) => type === 'changed')).toBe(true);
  ending.abort();
  await watching;
});

it('reports that a server has stopped', async () => {
  const own = await startRestate();
  const far = await openRestateStore({
    url: own.admin,
    target: { name: 'restate', kind: 'restate', location: own.admin, reason: 'argument' },
    timeouts: { pollMs: 100, retryMs: 0 },
  });
  const changes: Change[] = [];
  const ending = new AbortController();
  const watching = collectChanges(far.changes(ending.signal), changes);
  try {
    expect(await far.counts()).toEqual({ total: 0 });
  } finally {
    await own.stop();
  }
  await waitFor(() => changes.some(({ type }) => type === 'error'));
  await expect(far.counts()).rejects.toMatchObject({ kind: 'unreachable', name: 'InspectorError' });
  ending.abort();
  await watching;
  await far.close();
});
