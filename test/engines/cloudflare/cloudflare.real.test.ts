import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { seesAllProcesses } from '../../../src/drivers/sqlite/lock-holders.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery, type Query } from '../../../src/model/query/query.ts';
import type { Run, RunSummary, Step } from '../../../src/model/run.ts';
import type { RunStatus } from '../../../src/model/status.ts';
import { listAll } from '../../contract/reading.ts';
import { startWrangler, until, type Wrangler } from './start-wrangler.ts';

let wrangler: Wrangler;
let store: RunStore;

beforeAll(async () => {
  wrangler = await startWrangler();
  store = await wrangler.open({ pollMs: 50 });
});

afterAll(async () => {
  await store?.close();
  await wrangler?.remove();
});

async function read(id: string): Promise<Run> {
  const run = await store.getRun(id, { include: { steps: true } });
  if (!run) throw new Error(`there is no ${id}`);
  return run;
}

/** Waits until a run is so, and has done so many steps. */
async function reach(id: string, status: RunStatus, steps = 0): Promise<Run> {
  let last: Run | undefined;
  await until(
    () => `${id} is ${last?.status}`,
    async () => {
      last = await read(id);
      return last.status === status && (last.stepCount ?? 0) >= steps;
    },
  );
  return read(id);
}

async function run(kind: string, status: RunStatus, input = {}): Promise<Run> {
  return reach(await wrangler.begin(kind, input), status, kind === 'runs' ? 2 : 1);
}

async function list(query: Query = emptyQuery): Promise<readonly RunSummary[]> {
  return (await store.listRuns(query, { sort: newestFirst, limit: 100, now: Date.now() })).runs;
}

const listed = async (filter: string) => (await list(parseQuery(filter))).map(({ id }) => id);

const brief = ({ name, status, attempt }: Step) => `${name} ${status} ${attempt}`;

describe('a run', () => {
  it('is shown with its input, its output and the results of its steps, whatever JSON has a form for', async () => {
    const done = await run('plain', 'success');
    expect(done).toMatchObject({ name: 'orders', stepCount: 2, input: { kind: 'plain' } });
    const lines = { $type: 'Map', entries: [['tea', 2]] };
    expect(done.output).toMatchObject({ customer: 'Ada', paid: { total: 42, lines } });
    expect(done.steps?.map(brief)).toEqual(['find customer success 1', 'charge success 1']);
    expect(done.steps?.[0]?.output).toMatchObject({ since: { $type: 'Date' } });
    expect(done.finishedAt).toBeGreaterThanOrEqual(done.startedAt ?? Number.NaN);
  });

  it('that succeeded after retries shows each attempt with its own error', async () => {
    const done = await run('recovers', 'success');
    expect(done.steps?.slice(1).map(brief)).toEqual([
      'charge failed 1',
      'charge failed 2',
      'charge success 3',
    ]);
    expect(done.steps?.map(({ error }) => error?.message)).toEqual([
      undefined,
      'card service answered 501',
      'card service answered 502',
      undefined,
    ]);
    expect(done.errorSummary).toBeUndefined();
    const [, , second, third] = done.steps ?? [];
    expect((third?.startedAt ?? 0) - (second?.finishedAt ?? 0)).toBeGreaterThanOrEqual(50);
  });

  it('that failed names the step and the error of its last attempt', async () => {
    const failed = await run('fails', 'failed');
    const error = { name: 'TypeError', message: 'card 4703 was refused' };
    expect(failed.errorSummary).toMatchObject({ ...error, step: 'charge' });
    expect(failed.steps?.find(({ id }) => id === failed.error?.stepId)).toMatchObject({
      name: 'charge',
      error,
    });
    const trace = await store.getTrace(failed.id);
    const spans = trace?.spans.filter(({ name }) => name !== 'queued') ?? [];
    expect(spans.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'orders error',
      'find customer ok',
      'charge error',
      'attempt 1 error',
      'attempt 2 error',
      'attempt 3 error',
    ]);
  });

  it('whose step took too long names that step', async () => {
    const failed = await run('tooSlow', 'failed');
    expect(failed.errorSummary).toMatchObject({
      step: 'charge',
      message: expect.stringContaining('Execution timed out after 200ms'),
    });
  });

  it('that a step ended for good shows the reason, which the engine keeps in a text of that step', async () => {
    const { errorSummary, error } = await run('refused', 'failed');
    const reason = { name: 'NonRetryableError', message: 'the address is not in the country' };
    expect(errorSummary).toMatchObject({ step: 'check address', cause: reason });
    expect(error?.value).toMatchObject({ name: 'WorkflowFatalError', cause: reason });
  });

  it('that failed outside of its steps blames no step, also not one whose failure it has caught', async () => {
    const failed = await run('caught', 'failed');
    expect(failed.errorSummary).toMatchObject({ name: 'RangeError', step: undefined });
    expect(failed.steps?.map(brief)).toContain('guess failed 1');
  });

  it('sleeps until its sleep is due, and waits for an event by its type', async () => {
    const asleep = await run('sleeps', 'sleeping', { ms: 3_600_000 });
    // The engine writes the sleep a moment after it began.
    expect(Math.abs((asleep.wakeAt ?? 0) - (asleep.pausedAt ?? 0) - 3_600_000)).toBeLessThan(100);
    expect(asleep.steps?.[1]).toMatchObject({ name: 'cool down', type: 'sleep', status: 'sleeping' });
    const waiting = await run('waits', 'waiting');
    expect(waiting).toMatchObject({ waitingFor: 'approval' });
    expect(waiting.steps?.[1]).toMatchObject({ name: 'approval of the manager', type: 'hook' });
    await wrangler.api('POST', `orders/instances/${waiting.id}/events/approval`, { by: 'ada' });
    const approved = await reach(waiting.id, 'success');
    expect(approved.steps?.[1]).toMatchObject({ status: 'success', output: { by: 'ada' } });
    expect(approved.pausedMs).toBeGreaterThan(0);
  });

  it('that was paused is shown so, and sleeps on for what was left when it is resumed', async () => {
    const { id, wakeAt = 0 } = await run('sleeps', 'sleeping');
    await wrangler.api('PATCH', `orders/instances/${id}/status`, { status: 'pause' });
    const paused = await reach(id, 'running');
    expect(paused.statusLabel).toBe('Paused');
    expect(paused.wakeAt).toBeUndefined();
    await wrangler.api('PATCH', `orders/instances/${id}/status`, { status: 'resume' });
    expect((await reach(id, 'sleeping')).wakeAt).toBeGreaterThan(wakeAt);
  });

  it('is paused and resumed, and no run is resumed that was not paused', async () => {
    const { id } = await run('sleeps', 'sleeping', { ms: 3_600_000 });
    const refused = { type: 'refused', reason: 'resume is for a paused run, and orders is sleeping' };
    expect(await store.performVerb?.(id, { verb: 'resume' })).toEqual(refused);
    const paused = { type: 'done', status: 'running', label: 'Paused' };
    expect(await store.performVerb?.(id, { verb: 'pause' })).toEqual(paused);
    expect(await store.performVerb?.(id, { verb: 'pause' })).toMatchObject({ type: 'refused' });
    expect(await store.performVerb?.(id, { verb: 'resume' })).toMatchObject({
      type: 'done',
      status: 'sleeping',
    });
    expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
  });

  it('is sent the event that it waits for, by the name that it says', async () => {
    const waiting = await run('waits', 'waiting');
    const send = store.can.verbs?.find(({ id }) => id === 'send');
    const name = send?.input?.nameFor?.(waiting);
    expect(name).toBe(waiting.waitingFor);
    const request = { verb: 'send', name, payload: { by: 'ada' } };
    expect(await store.performVerb?.(waiting.id, { ...request, name: 'other' })).toEqual({
      type: 'requested',
    });
    expect(await store.performVerb?.(waiting.id, request)).toMatchObject({ type: 'done' });
    expect(await reach(waiting.id, 'success')).toMatchObject({ status: 'success' });
    expect(await store.performVerb?.(waiting.id, request)).toMatchObject({ type: 'refused' });
    expect(await store.performVerb?.('no-such', request)).toEqual({ type: 'not-found' });
  });

  it('whose wait was in vain failed in the step that waited', async () => {
    const failed = await run('waits', 'failed', { timeout: 100 });
    expect(failed.errorSummary).toMatchObject({ step: 'approval of the manager' });
    expect(failed.errorSummary?.message).toContain('WorkflowTimeoutError');
  });

  it('between two attempts says when it tries again, and why', async () => {
    const { id } = await run('backsOff', 'running');
    await until(
      () => 'it has not failed yet',
      async () => (await read(id)).wakeAt !== undefined,
    );
    const row = await read(id);
    expect(row).toMatchObject({ statusLabel: 'Backing off' });
    expect(row.errorSummary).toMatchObject({ message: 'the card service is away', step: 'charge' });
    expect(row.wakeAt).toBeGreaterThan(Date.now() + 3_000_000);
    expect(row.steps?.slice(1).map(brief)).toEqual(['charge failed 1', 'charge queued 2']);
  });

  it('names the run that started it, whose step names it', async () => {
    const parent = await run('parent', 'success');
    const [child] = await list(parseQuery('workflow:parcels'));
    expect(child).toMatchObject({ parentId: parent.id, status: 'success' });
    const { spans = [] } = (await store.getTrace(parent.id)) ?? {};
    const send = spans.find(({ name }) => name === 'send parcel');
    expect(send?.attributes).toMatchObject({ childRunId: child?.id });
  });

  it('with 200 KB of input shows all of it, and is found by a part of it', async () => {
    const text = `${'x'.repeat(200_000)} the end`;
    const done = await run('large', 'success', { text });
    expect(done.input).toMatchObject({ text });
    expect(done.steps?.[1]?.output).toBe(text);
    expect(await listed('input.kind:large')).toEqual([done.id]);
  });

  it('shows steps at the same time, and those of a loop apart', async () => {
    const { steps: parallel = [] } = await run('parallel', 'success');
    expect(parallel.slice(1).map(({ name }) => name)).toEqual(['ask model 1', 'ask model 2', 'ask model 3']);
    expect(parallel[3]?.startedAt).toBeLessThanOrEqual(parallel[1]?.finishedAt ?? 0);
    const { steps: pages = [] } = await run('pages', 'success');
    expect(pages.slice(1).map(({ output }) => output)).toEqual([0, 1, 2]);
  });
});

describe('a cancel', () => {
  it.each(['runs', 'sleeps', 'waits'])('ends a run that %s, and is refused once it has ended', async kind => {
    const id = await wrangler.begin(kind);
    await until(
      () => `${id} has not begun`,
      async () => (await read(id)).stepCount === 2,
    );
    expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
    const over = await read(id);
    expect(over).toMatchObject({ status: 'canceled', finishedAt: expect.any(Number) });
    expect(over.steps?.[1]).toMatchObject({ status: 'canceled' });
    expect(await store.cancelRun(id)).toEqual({ type: 'already-finished', status: 'canceled' });
  });

  it('of no run finds none', async () => {
    expect(await store.cancelRun('none')).toEqual({ type: 'not-found' });
  });
});

describe('a start', () => {
  it('starts a workflow once for each id', async () => {
    const request = { workflow: 'orders', id: 'order-7', input: { kind: 'plain' } };
    expect(await store.startRun(request)).toEqual({ type: 'started', id: 'order-7' });
    await reach('order-7', 'success');
    expect(await store.startRun(request)).toEqual({ type: 'started', id: 'order-7', already: {} });
    expect(await store.startRun({ ...request, input: { kind: 'fails' } })).toMatchObject({
      type: 'refused',
      taken: { differs: 'input' },
    });
    expect(await store.startRun({ workflow: 'none' })).toEqual({
      type: 'refused',
      reason: "Workflow 'none' not found",
    });
  });

  it('that repeats a run is a new one, which names it, and leaves the failed one as it was', async () => {
    const failed = await run('fails', 'failed');
    const { name: workflow, id: retryOf, input } = failed;
    const again = await store.startRun({ workflow, input, retryOf, id: 'run_0123456789ABCDEF' });
    const started = { type: 'started', id: `${retryOf}-again-89ABCDEF` };
    expect(again).toEqual(started);
    expect(await reach(`${retryOf}-again-89ABCDEF`, 'failed')).toMatchObject({ retryOf, input });
    expect(await read(retryOf)).toEqual(failed);
    const twice = await store.startRun({ workflow, input, retryOf, id: 'run_0123456789ABCDEF' });
    expect(twice).toEqual({ ...started, already: {} });
  });

  it('is refused where JSON has no form for the recorded input', async () => {
    const at = { $type: 'Date', value: '2026-01-31T00:00:00.000Z' };
    const request = { workflow: 'orders', retryOf: 'plain-0', input: { at } };
    expect(await store.startRun(request)).toMatchObject({ type: 'refused' });
  });
});

it('is restarted in place from the failed step, once it is saved, with the results before it', async () => {
  const failed = await run('fails', 'failed');
  const { steps: [first, ...tries] = [] } = failed;
  await until(
    () => 'too soon',
    async () => Date.now() > (failed.finishedAt ?? 0) + 1_500,
  );
  const step = { fromStep: tries.at(-1)?.id ?? '' };
  expect(await store.restartRun?.(failed.id, step)).toMatchObject({ type: 'refused' });
  const unknown = { fromStep: 'none', isSaved: true } as const;
  expect(await store.restartRun?.(failed.id, unknown)).toMatchObject({ type: 'refused' });
  const restarted = await store.restartRun?.(failed.id, { ...step, isSaved: true });
  expect(restarted).toEqual({ type: 'started', id: failed.id });
  await until(
    () => 'it has not failed again',
    async () => {
      const { status, finishedAt = 0 } = await read(failed.id);
      return status === 'failed' && finishedAt > (failed.finishedAt ?? 0);
    },
  );
  const again = await read(failed.id);
  expect(again.steps?.[0]).toEqual(first);
  expect(again.steps?.slice(1).map(brief)).toEqual(tries.map(brief));
  expect(again.steps?.[1]?.startedAt).toBeGreaterThan(failed.finishedAt ?? 0);
  // The time between is no part of how long it took.
  expect(again.startedAt).toBeGreaterThan(failed.finishedAt ?? 0);
  expect(again).toMatchObject({ createdAt: failed.createdAt, raw: { restartedOn: expect.any(String) } });
});

it('shows the steps that undo others, when a later one has failed', async () => {
  const { steps = [] } = await run('undoes', 'failed');
  expect(steps.slice(1).map(step => `${step.type} ${brief(step)}`)).toEqual([
    'action reserve success 1',
    'action charge failed 1',
    'rollback reserve success 1',
  ]);
});

it('shows a run that was restarted in place as it is now, and says since when', async () => {
  const { id, createdAt } = await run('plain', 'success');
  await until(
    () => 'too soon',
    async () => Date.now() > createdAt + 1_500,
  );
  await wrangler.api('PATCH', `orders/instances/${id}/status`, { status: 'restart' });
  await until(
    () => 'it was not restarted',
    async () => (await read(id)).createdAt > createdAt,
  );
  expect((await reach(id, 'success')).raw).toMatchObject({ restartedOn: expect.any(String) });
});

it('tells two instances of one id apart by their workflows', async () => {
  await wrangler.begin('plain', {}, 'twin');
  await wrangler.api('POST', 'parcels/instances', { id: 'twin', params: { n: 1 } });
  const twins = async () => (await list()).map(({ id }) => id).filter(id => id.endsWith('twin'));
  await until(
    () => 'one is missing',
    async () => (await twins()).length === 2,
  );
  expect(await twins()).toEqual(['parcels:twin', 'orders:twin']);
  expect(await store.getRun('parcels:twin')).toMatchObject({ name: 'parcels', output: 2 });
});

it('lists 1,000 quick runs, newest first, with their failures', async () => {
  const batches = Array.from({ length: 10 }, (_, at) => ({ from: 1 + at * 100, count: 100 }));
  await Promise.all(batches.map(batch => wrangler.get('batch', batch)));
  const pingsNow = async () => (await store.workflows()).find(({ name }) => name === 'pings');
  await until(
    () => 'not all have ended',
    async () => {
      const { total, active } = (await pingsNow()) ?? {};
      return total === 1_000 && active === 0;
    },
  );
  // A page of a busy machine is short.
  expect(await listAll(store, parseQuery('workflow:pings status:failed'))).toHaveLength(100);
  expect(await pingsNow()).toMatchObject({ total: 1_000, failed: 100 });
}, 120_000);

/** In a container nothing is said until it starts again. */
const onHost = it.runIf(seesAllProcesses());

describe('when wrangler dev has ended', () => {
  let left: Readonly<Record<'asleep' | 'waiting', string>>;

  beforeAll(async () => {
    left = { asleep: (await run('sleeps', 'sleeping')).id, waiting: (await run('waits', 'waiting')).id };
    await wrangler.stop();
  });

  onHost('reads the runs all the same, and says of active ones that nothing runs them', async () => {
    expect((await read('order-7')).output).toMatchObject({ customer: 'Ada' });
    await until(
      () => 'nothing is said',
      async () => (await read(left.asleep)).strandedBy !== undefined,
    );
    expect((await read(left.asleep)).strandedBy).toBe(
      'no wrangler dev runs here: start it, then pause it and resume it, or end it',
    );
  });

  it('refuses to act, and says how to go on', async () => {
    await expect(store.cancelRun(left.asleep)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/^no wrangler dev of this project answers on port \d+$/),
    });
  });

  it('says of what was active before it was started again that it was left behind, and can end it', async () => {
    await wrangler.start();
    await until(
      () => 'nothing is said',
      async () => (await read(left.waiting)).strandedBy?.includes('left it behind') === true,
    );
    expect(await read(left.waiting)).toMatchObject({ status: 'waiting', waitingFor: 'approval' });
    expect(await store.cancelRun(left.waiting)).toEqual({ type: 'canceled' });
    expect(await store.performVerb?.(left.asleep, { verb: 'pause' })).toMatchObject({ label: 'Paused' });
    expect(await store.performVerb?.(left.asleep, { verb: 'resume' })).toMatchObject({ type: 'done' });
    expect((await reach(left.asleep, 'sleeping')).strandedBy).toBeUndefined();
  });

  it('acts on no server of another project', async () => {
    const other = await startWrangler();
    const astray = await wrangler.open({ port: other.port });
    try {
      await expect(astray.cancelRun(left.asleep)).rejects.toMatchObject({ kind: 'unreachable' });
    } finally {
      await astray.close();
      await other.remove();
    }
  });
});
