import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { schema, until } from './start-dbos.ts';
import { useDbos } from './use-dbos.ts';

const used = useDbos();
const { begin, read, find } = used;

const anHour = 3_600_000;

test('a user who may only read is told so, with the version and the tables', async () => {
  const { dbos, store } = used;
  const tables = ['dbos_migrations', 'operation_outputs', 'workflow_status'].map(name => `${schema}.${name}`);
  const versions = [expect.stringMatching(/^PostgreSQL \d/), expect.stringMatching(/^dbos schema \d+$/)];
  expect(await store.check?.()).toMatchObject({ versions, tables, rights: { read: true, act: true } });
  await dbos.query('CREATE ROLE dbos_reader LOGIN');
  await dbos.query(`GRANT USAGE ON SCHEMA "${schema}" TO dbos_reader`);
  await dbos.query(`GRANT SELECT ON ALL TABLES IN SCHEMA "${schema}" TO dbos_reader`);
  const place = Object.assign(new URL(dbos.url), { username: 'dbos_reader', password: '' }).href;
  const reader = await dbos.open({ place });
  expect((await reader.check?.())?.rights).toEqual({ read: true, act: false });
  await reader.close();
  await dbos.query('DROP OWNED BY dbos_reader');
  await dbos.query('DROP ROLE dbos_reader');
});

test.each([
  ['a sleeping run', { flow: 'nap', args: [anHour] }, 'PENDING'],
  ['a waiting run', { flow: 'approval', args: ['manager'] }, 'PENDING'],
  ['a queued run', { flow: 'echo', queueName: 'counter', enqueueOptions: { delaySeconds: 60 } }, 'DELAYED'],
])('cancels %s at once, and once', async (_, what, status) => {
  const id = await begin(what, status);
  expect(await used.store.cancelRun(id)).toEqual({ type: 'canceled' });
  const run = await read(id);
  expect(run).toMatchObject({ status: 'canceled', cancel: { requestedAt: run.finishedAt } });
  expect(await used.store.cancelRun(id)).toEqual({ type: 'already-finished', status: 'canceled' });
  expect((await read(id)).finishedAt).toBe(run.finishedAt);
});

test('a canceled run says that its step goes on: it does, and its result is dropped', async () => {
  const id = await begin({ flow: 'work', args: [600] }, 'PENDING');
  await until('the step does not begin', async () => (await read(id)).steps?.length === 1);
  expect(await used.store.cancelRun(id)).toEqual({ type: 'canceled' });
  expect((await read(id)).cancel?.outcome).toBe(
    'canceled; a step that is running goes on to its end, and its result is dropped',
  );
  await begin({ flow: 'work', args: [900] }, 'SUCCESS');
  expect(await read(id)).toMatchObject({ status: 'canceled', steps: [{ name: 'begin' }] });
});

test('what has ended is not canceled, and an unknown run is not found', async () => {
  const failed = await begin({ flow: 'crash' }, 'ERROR');
  expect(await used.store.cancelRun(failed)).toEqual({ type: 'already-finished', status: 'failed' });
  expect((await read(failed)).status).toBe('failed');
  expect(await used.store.cancelRun('nope')).toEqual({ type: 'not-found' });
  expect(await used.store.restartRun?.('nope')).toEqual({ type: 'not-found' });
});

test('starts a workflow that has run before, and no other, and no run twice', async () => {
  await begin({ flow: 'echo', args: [0] }, 'SUCCESS');
  const { startRun } = used.store;
  const request = { workflow: 'echo', input: [{ sku: 'tea' }], by: 'ada', id: 'mine' };
  expect(await startRun(request)).toEqual({ type: 'started', id: 'mine' });
  await used.dbos.reach('mine', 'SUCCESS');
  expect(await read('mine')).toMatchObject({ input: [{ sku: 'tea' }], actor: 'ada', output: { sku: 'tea' } });
  expect(await startRun(request)).toEqual({ type: 'started', id: 'mine', already: {} });
  expect(await startRun({ ...request, input: [1] })).toMatchObject({
    type: 'refused',
    reason: 'mine is the id of a run of echo already, which was started with another input',
  });
  expect(await startRun({ workflow: 'nothing' })).toMatchObject({
    type: 'refused',
    reason: 'no workflow nothing has run before',
  });
  const dated = { workflow: 'echo', input: [{ $type: 'Date', value: 'x' }], retryOf: 'mine' };
  expect(await startRun(dated)).toMatchObject({ type: 'refused' });
});

test('resumes a canceled run after its recorded steps, and no failed one', async () => {
  const { store } = used;
  const id = await begin({ flow: 'nap', args: [anHour] }, 'PENDING');
  await until('the step does not end', async () => (await read(id)).steps?.[0]?.status === 'success');
  await store.cancelRun(id);
  const result = await store.performVerb?.(id, { verb: 'resume' });
  expect(result).toMatchObject({ type: 'done' });
  expect(['queued', 'running', 'sleeping']).toContain(result?.type === 'done' && result.status);
  await until('it does not go on', async () => (await read(id)).status === 'sleeping');
  const failed = await begin({ flow: 'crash' }, 'ERROR');
  expect(await store.performVerb?.(failed, { verb: 'resume' })).toEqual({
    ...{ type: 'refused', reason: 'resume is for a canceled run, and crash is failed' },
  });
  expect((await read(failed)).status).toBe('failed');
  expect(await store.performVerb?.('nope', { verb: 'resume' })).toEqual({ type: 'not-found' });
  await store.cancelRun(id);
});

test('sends the message that a run waits for', async () => {
  const id = await begin({ flow: 'approval', args: ['manager'] }, 'PENDING');
  await until('it does not wait', async () => (await read(id)).status === 'waiting');
  const request = { verb: 'send', name: 'manager', payload: { by: 'ada' } };
  expect(await used.store.performVerb?.(id, request)).toMatchObject({ type: 'done' });
  await used.dbos.reach(id, 'SUCCESS');
  expect(await read(id)).toMatchObject({ status: 'success', output: { by: 'ada' } });
  expect(await used.store.performVerb?.(id, request)).toMatchObject({ type: 'refused' });
});

test('without the SDK, everything can be read, and a start says why it cannot be', async () => {
  const id = await begin({ flow: 'crash' }, 'ERROR');
  const folder = mkdtempSync(`${tmpdir()}/runlens-dbos-`);
  const store = await used.dbos.open({ projectFolder: folder });
  try {
    expect(await store.getRun(id)).toMatchObject({ status: 'failed' });
    expect(await store.restartRun?.(id)).toEqual({
      type: 'refused',
      reason: `no @dbos-inc/dbos-sdk is installed in ${folder}`,
      hint: "start runlens in the application's folder",
    });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});

test('a user who may only read sees all, and is told which right a cancel needs', async () => {
  await used.dbos.query(`CREATE ROLE viewer LOGIN; GRANT USAGE ON SCHEMA "${schema}" TO viewer;
    GRANT SELECT ON ALL TABLES IN SCHEMA "${schema}" TO viewer`);
  const id = await begin({ flow: 'nap', args: [anHour] }, 'PENDING');
  await used.dbos.settle();
  const url = Object.assign(new URL(used.dbos.url), { username: 'viewer' }).href;
  const store = await used.dbos.open({ place: url });
  try {
    expect(await store.getRun(id)).toMatchObject({ status: 'sleeping', statusLabel: undefined });
    await expect(store.cancelRun(id)).rejects.toMatchObject({ kind: 'auth' });
    const checked = await store.check?.();
    expect(checked?.rights).toEqual({ read: true, act: false });
    expect(checked?.versions).toEqual([
      expect.stringMatching(/^PostgreSQL \d/),
      expect.stringMatching(/^dbos schema \d+$/),
    ]);
    await used.dbos.query(`REVOKE SELECT ON "${schema}".workflow_output FROM viewer`);
    await expect(store.getRun(id)).rejects.toMatchObject({ kind: 'auth' });
    await used.dbos.query('DROP OWNED BY viewer; DROP ROLE viewer');
  } finally {
    await store.close();
  }
});

/** Ends the application: the last of the file. */
test('stranded runs say what would run them, a fork goes on from a step in the new version', async () => {
  const failed = await begin({ flow: 'refund', args: [12] }, 'ERROR');
  const asleep = await begin({ flow: 'nap', args: [anHour] }, 'PENDING');
  const before = await read(failed);
  await used.dbos.settle();
  await begin({ flow: 'nap', args: [anHour], queueName: 'counter' }, 'PENDING');
  const queued = await begin({ flow: 'echo', queueName: 'counter' }, 'ENQUEUED');
  await used.dbos.crash();
  expect(await read(asleep)).toMatchObject({
    status: 'sleeping',
    strandedBy:
      'no process of version 1 with the executor local is connected to the database; one that starts runs it',
  });
  await used.dbos.restart('2');
  expect((await read(asleep)).strandedBy).toMatch(/no process of version 1/);
  expect((await read(queued)).strandedBy).toBe(
    'no process of version 1 is connected to the database; one that starts runs it',
  );
  const steps = (await read(failed)).steps ?? [];
  const fromStep = steps.find(({ name }) => name === 'pay out')?.id;
  const started = await used.store.restartRun?.(failed, { fromStep });
  if (started?.type !== 'started') throw new Error(JSON.stringify(started));
  await used.dbos.reach(started.id, 'SUCCESS');
  const fork = await read(started.id);
  expect(fork).toMatchObject({ output: 'paid', input: [12], retryOf: failed, trigger: { type: 'fork' } });
  expect(fork.steps?.map(({ name, output }) => [name, output])).toEqual([
    ['check amount', 12],
    ['pay out', 'paid'],
  ]);
  expect(fork.steps?.[0]?.startedAt).toBe(fork.createdAt);
  const { spans = [] } = (await used.store.getTrace(started.id)) ?? {};
  expect(spans.find(({ name }) => name === 'check amount')?.attributes).toMatchObject({ copiedFrom: failed });
  expect(await find(`retryOf:${failed}`)).toEqual([started.id]);
  const { settled, ...after } = await read(failed);
  expect(settled).toMatchObject({ by: started.id, how: 'retry' });
  expect({ ...after, raw: undefined }).toEqual({ ...before, raw: undefined });

  // What is no error is another one after a recovery, so that no step has the error of the run.
  await used.dbos.query(
    `UPDATE "${schema}".workflow_output SET error = '"wrapped"' WHERE workflow_uuid = $1`,
    failed,
  );
  expect((await read(failed)).errorSummary).toMatchObject({ message: 'wrapped', step: undefined });
  const other = await used.store.restartRun?.(failed);
  if (other?.type !== 'started') throw new Error(JSON.stringify(other));
  await used.dbos.reach(other.id, 'SUCCESS');
  const again = (await used.store.getTrace(other.id))?.spans ?? [];
  const first = again.find(({ name }) => name === 'check amount');
  expect(first?.attributes, 'from the start').not.toHaveProperty('copiedFrom');

  await used.dbos.start({ flow: 'poison', workflowID: 'poison' }).catch(() => {});
  for (let recoveries = 0; recoveries < 2; recoveries++) {
    await used.dbos.end();
    await used.dbos.restart('2');
  }
  await used.dbos.reach('poison', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED');
  const message = 'its process ended each time while it ran, and DBOS recovers it no more';
  expect(await read('poison')).toMatchObject({ status: 'failed', attempt: 3, errorSummary: { message } });
});
