import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'devalue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change, RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { collectChanges, firstPage, idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { createDataFolder, type DataFolder, encoded, runId, startedAt, time } from './data-folder.ts';

describeReadableStore('a data folder written by hand', async () => {
  const folder = createDataFolder();
  for (let at = 0; at < 30; at += 1) {
    const id = runId(at);
    const status = ['completed', 'failed', 'running', 'cancelled', 'pending', 'paused'][at % 6] ?? '';
    const error =
      status === 'failed'
        ? { message: 'card declined', stack: 'PaymentError: card declined\n at x' }
        : undefined;
    const isOver = !['running', 'pending', 'paused'].includes(status);
    folder.run(id, { status, error, completedAt: isOver ? time(1_000) : undefined });
    const stepError = error && { message: error.message };
    folder.step(id, 'step_1', { status: error ? 'failed' : 'completed', error: stepError });
    folder.events(id, [
      ['step_created', 10, 'step_1'],
      ['step_started', 20, 'step_1'],
      [error ? 'step_failed' : 'step_completed', 100, 'step_1', error ? { error: error.message } : {}],
    ]);
  }
  let added = 0;
  return {
    open: ({ scanRows } = {}) => folder.open(scanRows),
    addRun: async () => {
      added += 1;
      folder.run(runId(1_000 + added));
    },
    strangeIds: ['', '..', '../runs/x', 'a/b', 'x'.repeat(3_000), 'a\0b'],
    remove: async () => folder.remove(),
  };
});

const tokens = { inputTokens: { total: 3 }, outputTokens: { total: 4 } };

describe('a Workflow SDK data folder', () => {
  let folder: DataFolder;
  let store: RunStore;
  beforeEach(async () => {
    folder = createDataFolder();
    store = await folder.open();
  });
  afterEach(async () => {
    await store.close();
    folder.remove();
  });
  const list = (filter = '') => listAll(store, parseQuery(filter));

  it('lists nothing from a folder in which nothing ran yet', async () => {
    rmSync(join(folder.path, 'runs'), { recursive: true });
    expect(await list()).toEqual([]);
    expect(await store.counts()).toEqual({ total: 0 });
  });

  it('reports that the folder is gone, and goes on when it is back', async () => {
    folder.run(runId(1));
    renameSync(folder.path, `${folder.path}-away`);
    await expect(store.listRuns(emptyQuery, firstPage)).rejects.toMatchObject({ kind: 'unreachable' });
    renameSync(`${folder.path}-away`, folder.path);
    expect(idsOf(await list())).toEqual([runId(1)]);
  });

  it('is watched no longer once it is closed', async () => {
    const watching = collectChanges(store.changes(new AbortController().signal), []);
    await store.close();
    await watching;
  });

  it('ignores files that are being written', async () => {
    folder.run(runId(1));
    folder.write(`runs/${runId(2)}.json.tmp.01M87TVFFW6655DCMA24T4YM7K`, '{"runId":');
    folder.write('runs/.DS_Store', 'x');
    folder.write('runs/notes.txt', 'x');
    expect(idsOf(await list())).toEqual([runId(1)]);
  });

  it('shows a file that cannot be read among the others, and says what is wrong with it', async () => {
    folder.run(runId(1));
    folder.write(`runs/${runId(2)}.json`, '{"runId":"wrun_');
    folder.write(`runs/${runId(3)}.json`, '[1]');
    folder.run(runId(4));
    const rows = await list();
    expect(idsOf(rows)).toEqual([4, 3, 2, 1].map(n => runId(n)));
    expect(rows[2]).toMatchObject({ status: 'unknown', errorSummary: { name: 'UnreadableFile' } });
    expect(rows[1]?.errorSummary?.message).toBe('the file holds no JSON object');
    expect(await store.getRun(runId(2))).toMatchObject({
      status: 'unknown',
      error: { name: 'UnreadableFile' },
    });
    expect(await store.getTrace(runId(2))).toMatchObject({ logTotal: 0 });
    folder.run(runId(2));
    expect(await store.getRun(runId(2))).toMatchObject({ status: 'success' });
  });

  it('leaves out steps and events that cannot be read', async () => {
    folder.run(runId(1));
    folder.step(runId(1), 'step_1');
    folder.write(`steps/${runId(1)}-step_2.json`, '{"stepId"');
    folder.write(`events/${runId(1)}-evnt_x.json`, 'null');
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run?.steps).toMatchObject([{ id: 'step_1', status: 'success', input: ['a'], output: 'charged' }]);
    const spans = (await store.getTrace(runId(1)))?.spans ?? [];
    const ids = new Map(spans.map(({ id, name }) => [id, name]));
    expect(spans.map(({ name, parentId = '' }) => [name, ids.get(parentId)])).toEqual([
      ['queued', 'takeOrder'],
      ['takeOrder', undefined],
      ['charge', 'takeOrder'],
      ['queued', 'charge'],
    ]);
  });

  it('reads the runs of a test runner, which have its tag in the names of their files', async () => {
    folder.write(`runs/${runId(1)}.vitest-0.json`, JSON.parse(readRun(runId(1))));
    folder.write(`steps/${runId(1)}-step_1.vitest-0.json`, {
      stepId: 'step_1',
      stepName: 'step//./a//charge',
      status: 'completed',
      attempt: 1,
      createdAt: time(1),
    });
    folder.run(runId(2));
    expect(idsOf(await list())).toEqual([runId(2), runId(1)]);
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run).toMatchObject({ id: runId(1), stepCount: 1, raw: { file: `${runId(1)}.vitest-0.json` } });
    expect(idsOf(run?.steps ?? [])).toEqual(['step_1']);
  });

  it('places runs whose ids hold no time by what their files say', async () => {
    folder.run('wrun_custom', { createdAt: time(5_000) });
    folder.run(runId(1));
    folder.run(runId(9_000));
    expect(idsOf(await list())).toEqual([runId(9_000), 'wrun_custom', runId(1)]);
    expect(idsOf(await listAll(store, emptyQuery, { limit: 1 }))).toEqual([
      runId(9_000),
      'wrun_custom',
      runId(1),
    ]);
  });

  it('keeps unknown fields, and survives the absence of any other', async () => {
    folder.run(runId(1), { region: { name: 'eu' }, specVersion: 99, expiredAt: time(9) });
    folder.write(`runs/${runId(2)}.json`, {});
    expect((await store.getRun(runId(1)))?.raw).toMatchObject({ region: { name: 'eu' }, specVersion: 99 });
    expect(await store.getRun(runId(2))).toMatchObject({ name: 'unnamed', status: 'unknown', usage: [] });
    folder.run(runId(3), { status: 'hibernating', completedAt: undefined });
    expect((await list('status:hibernating')).map(run => run.statusRaw)).toEqual(['hibernating']);
  });

  it.each([
    ['a text', 'no luck', { name: undefined, message: 'no luck' }],
    [
      'an object',
      { message: 'no luck', stack: 'LuckError: no luck\n  at x', code: 'E1' },
      { name: 'LuckError', message: 'no luck', code: 'E1' },
    ],
    [
      'a payload',
      encoded('[["Error",1],{"name":2,"message":3,"stack":4},"LuckError","no luck","at x"]'),
      { name: 'LuckError', message: 'no luck', stack: 'at x' },
    ],
    ['something else', { odd: true }, { name: undefined, message: '{"odd":true}' }],
  ])('reads an error that is %s', async (_, error, wanted) => {
    folder.run(runId(1), { status: 'failed', error, output: undefined });
    const run = await store.getRun(runId(1));
    expect({ ...run?.error }).toMatchObject(JSON.parse(JSON.stringify(wanted)));
    expect(run?.errorSummary?.name).toBe(wanted.name);
  });

  it('takes the status from the file, whatever the events say, and each end once', async () => {
    folder.run(runId(1), { status: 'cancelled', output: undefined });
    folder.step(runId(1), 'step_1', { completedAt: time(2_000) });
    folder.events(runId(1), [
      ['run_started', 4],
      ['run_created', 5],
      ['step_created', 10, 'step_1'],
      ['step_started', 20, 'step_1'],
      ['run_cancelled', 1_000],
      ['step_completed', 2_000, 'step_1'],
      ['run_cancelled', 3_000],
      ['run_completed', 3_001],
      ['step_completed', 3_002, 'step_1'],
    ]);
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run).toMatchObject({ status: 'canceled', finishedAt: startedAt + 1_000 });
    expect(run?.steps).toMatchObject([{ status: 'success', finishedAt: startedAt + 2_000, attempt: 1 }]);
    const spans = (await store.getTrace(runId(1)))?.spans ?? [];
    expect(spans.filter(span => span.kind === 'run').map(span => span.endAt)).toEqual([startedAt + 1_000]);
    expect(spans.find(span => span.kind === 'step')?.endAt).toBe(startedAt + 2_000);
  });

  it('tells the number of an attempt by the file of its step, where no event tells of earlier ones', async () => {
    folder.run(runId(1));
    folder.step(runId(1), 'step_1', { attempt: 3 });
    folder.events(runId(1), [['step_created', 10, 'step_1']]);
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run?.steps).toMatchObject([{ id: 'step_1', attempt: 3, status: 'success' }]);
  });

  it('shows an attempt without an end as of unknown outcome', async () => {
    folder.run(runId(1));
    folder.step(runId(1), 'step_1', { attempt: 2 });
    folder.events(runId(1), [
      ['step_created', 10, 'step_1'],
      ['step_started', 20, 'step_1'],
      ['step_started', 500, 'step_1'],
      ['step_completed', 600, 'step_1'],
    ]);
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run?.steps).toMatchObject([
      { id: 'step_1-try-1', attempt: 1, status: 'unknown', finishedAt: startedAt + 500 },
      { id: 'step_1', attempt: 2, status: 'success', output: 'charged' },
    ]);
  });

  it('keeps only the size of large payloads that events repeat', async () => {
    folder.run(runId(1));
    const small = encoded(stringify({ args: [1] }));
    const result = encoded(stringify('x'.repeat(100_000)));
    folder.events(runId(1), [
      ['step_created', 10, 'step_1', { stepName: 'step//./a//charge', input: small }],
      ['step_completed', 30, 'step_1', { result }],
    ]);
    const run = await store.getRun(runId(1), { include: { steps: true } });
    const { length } = String(Reflect.get(result, 'data'));
    expect(run?.steps).toMatchObject([
      { name: 'charge', input: [1], output: { $type: 'truncated', length, value: '' } },
    ]);
  });

  it('takes the end of a step from its file where the event is not written yet, or never will be', async () => {
    folder.run(runId(1), going);
    folder.step(runId(1), 'step_1', { output: encoded('["done"]'), completedAt: time(90) });
    folder.step(runId(1), 'step_2', { status: 'failed', error: { message: 'no' }, completedAt: time(95) });
    for (const id of ['step_1', 'step_2']) {
      folder.events(runId(1), [
        ['step_created', 10, id],
        ['step_started', 20, id],
      ]);
    }
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run?.steps).toMatchObject([
      { status: 'success', output: 'done', finishedAt: startedAt + 90 },
      { status: 'failed', error: { message: 'no' }, finishedAt: startedAt + 95 },
    ]);
    const spans = (await store.getTrace(runId(1)))?.spans.filter(span => span.kind === 'step');
    expect(spans?.map(span => span.status)).toEqual(['ok', 'error']);
  });

  it('shows a step as canceled that was never executed because its run was canceled', async () => {
    const waiting = {
      status: 'pending',
      attempt: 0,
      startedAt: undefined,
      completedAt: undefined,
      output: undefined,
    };
    folder.run(runId(1), { status: 'cancelled' });
    folder.step(runId(1), 'step_1', waiting);
    folder.run(runId(2), { status: 'running', completedAt: undefined });
    folder.step(runId(2), 'step_1', waiting);
    const statuses = async (id: string) =>
      (await store.getRun(id, { include: { steps: true } }))?.steps?.map(step => step.status);
    expect(await statuses(runId(1))).toEqual(['canceled']);
    expect(
      (await store.getRun(runId(1), { include: { steps: true } }))?.steps?.[0]?.startedAt,
    ).toBeUndefined();
    expect(await statuses(runId(2))).toEqual(['queued']);
    expect((await store.getTrace(runId(1)))?.spans.every(span => span.endAt !== undefined)).toBe(true);
  });

  it('shows a step as canceled that was ended with its run', async () => {
    folder.run(runId(1), { status: 'cancelled' });
    folder.step(runId(1), 'step_1', { status: 'cancelled', completedAt: undefined, output: undefined });
    folder.events(runId(1), [
      ['step_created', 10, 'step_1'],
      ['step_started', 20, 'step_1'],
    ]);
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run?.steps).toMatchObject([{ status: 'canceled', attempt: 1 }]);
    expect((await store.getTrace(runId(1)))?.spans.every(span => span.endAt !== undefined)).toBe(true);
  });

  it('is running while a step waits for its next attempt, after its hook was answered', async () => {
    const retryAfter = new Date(Date.now() + 3_600_000).toISOString();
    for (const id of [runId(1), runId(2)]) {
      folder.run(id, { status: 'running', completedAt: undefined });
      folder.step(id, 'step_1', { status: 'pending', completedAt: undefined, retryAfter });
      folder.write(`hooks/${id}.json`, { runId: id, hookId: `hook_${id}`, token: id });
      folder.events(id, [['hook_created', 10, `hook_${id}`, { token: id }]]);
    }
    folder.events(runId(1), [['hook_received', 20, `hook_${runId(1)}`, {}]]);
    const status = async (id: string) => (await store.getRun(id))?.status;
    expect([await status(runId(1)), await status(runId(2))]).toEqual(['running', 'waiting']);
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run?.steps?.find(({ type }) => type === 'hook')?.status).toBe('success');
  });

  it('says that it waits for a webhook, where every hook is one; tokens are secrets', async () => {
    for (const [id, isWebhook] of [
      [runId(1), true],
      [runId(2), false],
    ] as const) {
      folder.run(id, { status: 'running', completedAt: undefined });
      folder.write(`hooks/${id}.json`, { runId: id, hookId: `hook_${id}`, token: id, isWebhook });
      folder.events(id, [['hook_created', 10, `hook_${id}`, { token: id, isWebhook }]]);
    }
    const awaited = async (id: string) => (await store.getRun(id))?.waitingFor;
    expect([await awaited(runId(1)), await awaited(runId(2))]).toEqual(['a webhook', undefined]);
  });

  const naps = (id: string, resumeAts: readonly (number | string)[], members: object = {}) => {
    for (const [at, resumeAt] of resumeAts.entries()) {
      folder.write(`waits/${id}-wait_${at}.json`, {
        waitId: `wait_${at}`,
        status: 'waiting',
        resumeAt,
        ...members,
      });
      folder.events(id, [['wait_created', 10 + at, `wait_${at}`, { resumeAt }]]);
    }
  };
  const going = { status: 'running', completedAt: undefined };

  it('shows when a sleeping run is due to go on: at the end of its first sleep, past or not', async () => {
    folder.run(runId(1), going);
    naps(runId(1), [time(9_000), time(3_000), time(6_000)]);
    folder.run(runId(2), going);
    naps(runId(2), [time(-60_000)]);
    folder.write(`waits/${runId(2)}-wait_old.json`, { status: 'completed', resumeAt: time(-90_000) });
    const rows = await list();
    expect(rows.map(run => [run.status, run.wakeAt])).toEqual([
      ['sleeping', startedAt - 60_000],
      ['sleeping', startedAt + 3_000],
    ]);
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run?.wakeAt).toBe(startedAt + 3_000);
    expect(run?.steps?.map(({ wakeAt }) => wakeAt)).toEqual(
      [9_000, 3_000, 6_000].map(after => startedAt + after),
    );
  });

  it('shows a sleep whose event is not written yet, once', async () => {
    folder.run(runId(1), going);
    naps(runId(1), [time(9_000)]);
    const sleep = { waitId: `${runId(1)}-wait_9`, createdAt: time(50), resumeAt: time(3_000) };
    folder.write(`waits/${runId(1)}-wait_9.json`, { ...sleep, status: 'waiting' });
    const steps = async () => (await store.getRun(runId(1), { include: { steps: true } }))?.steps;
    const wanted = [
      { id: 'wait_0', wakeAt: startedAt + 9_000 },
      { id: 'wait_9', wakeAt: startedAt + 3_000, startedAt: startedAt + 50, status: 'sleeping' },
    ];
    expect(await steps()).toMatchObject(wanted);
    folder.events(runId(1), [['wait_created', 50, 'wait_9', { resumeAt: time(3_000) }]]);
    await waitFor(async () => (await store.getTrace(runId(1)))?.spans.length === 4);
    expect(await steps()).toHaveLength(2);
    expect(await steps()).toMatchObject(wanted);
  });

  it('shows a due time only for runs that are sleeping', async () => {
    folder.run(runId(1), going);
    naps(runId(1), [time(9_000)]);
    folder.step(runId(1), 'step_1', going);
    folder.run(runId(2), going);
    naps(runId(2), [time(9_000)]);
    folder.write('hooks/hook_1.json', { runId: runId(2), hookId: 'hook_1', token: 't' });
    folder.run(runId(3));
    naps(runId(3), [time(9_000)]);
    expect((await list()).map(run => [run.status, run.wakeAt])).toEqual([
      ['success', undefined],
      ['waiting', undefined],
      ['running', undefined],
    ]);
    const steps = (await store.getRun(runId(3), { include: { steps: true } }))?.steps;
    expect(steps?.map(({ status, wakeAt }) => [status, wakeAt])).toEqual([['canceled', undefined]]);
  });

  it("names the run that already has a hook's token, and shows when a step is due for its next attempt", async () => {
    folder.run(runId(1), going);
    folder.step(runId(1), 'step_1', { ...going, status: 'pending' });
    folder.events(runId(1), [
      ['hook_conflict', 5, 'hook_1', { token: 't', conflictingRunId: 'wrun_x' }],
      ['step_created', 10, 'step_1'],
      ['step_started', 20, 'step_1'],
      ['step_retrying', 30, 'step_1', { error: 'busy', retryAfter: time(5_000) }],
    ]);
    const run = await store.getRun(runId(1), { include: { steps: true } });
    expect(run?.steps?.[0]?.error?.message).toBe('a hook of wrun_x already has this token');
    const wait = (await store.getTrace(runId(1)))?.spans.find(span => span.kind === 'retry');
    expect(wait?.attributes).toEqual({ retryAfter: time(5_000) });
    expect(run?.steps?.at(-1)).toMatchObject({ status: 'queued', wakeAt: startedAt + 5_000 });
  });

  it('shows where the arguments of a step refer back to themselves, however large they are', async () => {
    folder.run(runId(1));
    for (const [id, text] of Object.entries({ step_1: '', step_2: 'x'.repeat(2_000_000) })) {
      const order: Record<string, unknown> = { text };
      order.self = order;
      const input = { args: [order], closureVars: undefined, thisVal: null };
      folder.step(runId(1), id, { input: encoded(stringify(input)) });
    }
    const run = await store.getRun(runId(1), { include: { steps: true } });
    const self = { $type: 'circular', path: '$[0]' };
    expect(run?.steps?.map(step => step.input)).toEqual([
      [{ text: '', self }],
      [{ text: 'x'.repeat(2_000_000), self }],
    ]);
  });

  it.each([
    ['no', 'not now', undefined],
    ['no', 'no', 'charge'],
    ['declined', 'order failed: declined', 'charge'],
    ['', '', 'charge'],
    ['', 'other', undefined],
  ])(
    'blames the step that failed with "%s" for "%s" only where it is repeated',
    async (ofStep, ofRun, step) => {
      folder.run(runId(1), { status: 'failed', error: { message: ofRun } });
      folder.step(runId(1), 'step_1', { status: 'failed', error: { message: ofStep } });
      expect((await list())[0]?.errorSummary?.step).toBe(step);
    },
  );

  it.each([
    ['TypeError: x\n at y', 'TypeError'],
    ['TypeError [ERR_INVALID_ARG_TYPE]: x\n at y', 'TypeError'],
    ['Größenfehler: x\n at y', 'Größenfehler'],
    ['Error\n    at y', 'Error'],
    ['two words: x', undefined],
    ['', undefined],
  ])('reads the name of an error from the stack %j', async (stack, name) => {
    folder.run(runId(1), { status: 'failed', error: { message: 'x', stack } });
    const run = await store.getRun(runId(1));
    expect([run?.error?.name, run?.error?.stack]).toEqual([name, stack === '' ? undefined : stack]);
  });

  it.each([
    ['Step "step//./a//charge" failed after 2 retries: card declined', 'card declined'],
    ['Step "step//./a//charge" failed after 1 retry: card declined', 'card declined'],
    [
      'Step "step//./a//charge" failed after 0 retries: ',
      'Step "step//./a//charge" failed after 0 retries: ',
    ],
    ['Step "a" failed after 2 retries: x', 'Step "a" failed after 2 retries: x'],
  ])('shows in the row what a step threw that ran out of retries: %s', async (message, shown) => {
    folder.run(runId(1), { status: 'failed', error: { message } });
    expect((await list())[0]?.errorSummary?.message).toBe(shown);
    expect((await store.getRun(runId(1)))?.error?.message).toBe(message);
  });

  it('sees that a file was changed in place', async () => {
    folder.run(runId(1), { status: 'running', completedAt: undefined });
    expect((await list())[0]?.status).toBe('running');
    folder.run(runId(1));
    expect((await list())[0]?.status).toBe('success');
    folder.run(runId(1), { status: 'failed', error: { message: 'late' } });
    expect((await list())[0]).toMatchObject({ status: 'failed', errorSummary: { message: 'late' } });
    rmSync(join(folder.path, 'runs', `${runId(1)}.json`));
    expect(await list()).toEqual([]);
    expect(await store.getRun(runId(1))).toBeUndefined();
  });

  it('counts steps that came after the row was made', async () => {
    folder.run(runId(1), { status: 'running', completedAt: undefined });
    expect((await list())[0]?.stepCount).toBe(0);
    folder.step(runId(1), 'step_1');
    await waitFor(async () => (await list())[0]?.stepCount === 1);
    expect(idsOf(await list('steps:>=1'))).toEqual([runId(1)]);
  });

  it('shows encrypted payloads as encrypted', async () => {
    folder.run(runId(1), { input: encoded('secret bytes', 'encr'), output: encoded('x', 'cbor') });
    expect(await store.getRun(runId(1))).toMatchObject({
      input: { $type: 'encrypted', bytes: 12 },
      output: { $type: 'bytes', bytes: 5 },
    });
    expect(idsOf(await list('input.0:a'))).toEqual([]);
  });

  it('finds runs by what is in their payloads', async () => {
    folder.run(runId(1), {
      input: encoded('[[1],{"email":2,"when":3},"ada@example.com",["Date",4],"2026-01-02T00:00:00.000Z"]'),
    });
    folder.run(runId(2));
    expect(idsOf(await list('input.0.email:ada@example.com'))).toEqual([runId(1)]);
    expect(idsOf(await list('ada@example'))).toEqual([runId(1)]);
    expect(idsOf(await list('-ada@example'))).toEqual([runId(2)]);
  });

  it('waits for no pipe that is named as a file', async () => {
    folder.run(runId(1));
    const pipes = [
      `runs/${runId(2)}.json`,
      `steps/${runId(1)}-step_x.json`,
      `events/${runId(1)}-evnt_x.json`,
    ];
    for (const pipe of pipes) {
      mkdirSync(dirname(join(folder.path, pipe)), { recursive: true });
      execFileSync('mkfifo', [join(folder.path, pipe)]);
    }
    expect((await list('')).map(run => run.status)).toEqual(['unknown', 'success']);
    expect(await store.getRun(runId(1), { include: { steps: true } })).toMatchObject({ steps: [] });
    expect(await store.getRun(runId(2))).toMatchObject({ statusRaw: 'unreadable' });
  });

  it('reads a chunk with more frames than a call takes arguments', async () => {
    const stream = `strm_${runId(1).slice(5)}_user`;
    folder.run(runId(1));
    folder.write(`streams/runs/${runId(1)}.json`, { streams: [stream] });
    const frames = Buffer.concat(Array.from({ length: 150_000 }, () => Buffer.from([0, 0, 0, 1, 97])));
    const bytes = Buffer.concat([Buffer.from([0]), frames]);
    folder.write(`streams/chunks/${stream}-chnk_${runId(1).slice(5)}.bin`, bytes);
    expect((await store.getTrace(runId(1)))?.logTotal).toBe(150_000);
  });

  it('reads streams of any kind as logs', async () => {
    const stream = `strm_${runId(1).slice(5)}_user`;
    const chunk = (number: number, bytes: Buffer, end = '') =>
      folder.write(`streams/chunks/${stream}-chnk_${runId(number).slice(5)}${end}.bin`, bytes);
    const frame = (text: string) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(text));
      return Buffer.concat([length, Buffer.from(text)]);
    };
    folder.run(runId(1));
    folder.write(`streams/runs/${runId(1)}.json`, { streams: [stream, '../../etc', 7] });
    chunk(1, Buffer.concat([Buffer.from([0]), frame('devl["one"]'), frame('devl[{"n":1},2]')]));
    chunk(2, Buffer.concat([Buffer.from([0]), Buffer.from('plain text')]));
    chunk(3, Buffer.concat([Buffer.from([0]), Buffer.from([255, 254])]), '.vitest-0');
    chunk(4, Buffer.concat([Buffer.from([0]), frame('encr????')]));
    chunk(5, Buffer.concat([Buffer.from([0]), frame('devl[[').subarray(0, 8)]));
    chunk(6, Buffer.from([1]));
    folder.write(`streams/chunks/other-chnk_${runId(7).slice(5)}.bin`, Buffer.from([0, 65]));
    const trace = await store.getTrace(runId(1));
    expect(trace?.logs.map(({ at, message }) => [at - startedAt, message])).toEqual([
      [1, 'one'],
      [1, '{"n":2}'],
      [2, 'plain text'],
      [3, '{"$type":"Uint8Array","bytes":2,"base64":"//4="}'],
      [4, '{"$type":"encrypted","bytes":4}'],
      [5, '{"$type":"Uint8Array","bytes":8,"base64":"AAAABmRldmw="}'],
    ]);
  });

  it('finds streams that the engine lost from its list, and none of other runs', async () => {
    const [own, others] = [runId(1), runId(2)].map(id => `strm_${id.slice(5)}_user`);
    const given = `strm_${runId(3).slice(5)}`;
    folder.run(runId(1));
    folder.step(runId(1), 'step_1', {
      output: encoded(`[{"a":1},["ReadableStream",2],{"name":3},"${given}"]`),
    });
    const names = [own, `${own}_YXNpZGU`, given, others, `strm_${runId(4).slice(5)}`];
    for (const [at, name] of names.entries()) {
      const chunk = `${name}-chnk_${runId(10 + at).slice(5)}.bin`;
      folder.write(`streams/chunks/${chunk}`, Buffer.from([0, 65 + at]));
    }
    const logs = (await store.getTrace(runId(1)))?.logs ?? [];
    expect(logs.map(({ message }) => message)).toEqual(['A', 'B', 'C']);
  });

  it('reads a chunk once, however often the run is read, and new ones as they come', async () => {
    const stream = `strm_${runId(1).slice(5)}_user`;
    const chunk = (number: number, text: string) =>
      folder.write(
        `streams/chunks/${stream}-chnk_${runId(number).slice(5)}.bin`,
        Buffer.from(`\u0000${text}`),
      );
    const messages = async () => (await store.getTrace(runId(1)))?.logs.map(({ message }) => message);
    folder.run(runId(1), going);
    chunk(1, 'one');
    expect(await messages()).toEqual(['one']);
    chunk(1, 'not looked at');
    chunk(2, 'two');
    expect(await messages()).toEqual(['one', 'two']);
    chunk(3, 'x'.repeat(20_000));
    expect((await messages())?.at(-1)).toHaveLength(20_000);
  });

  it('shows in the waterfall what a hook asks', async () => {
    folder.run(runId(1), going);
    const metadata = encoded('[{"question":1},"approve?"]');
    folder.events(runId(1), [['hook_created', 5, 'hook_1', { token: 't', metadata }]]);
    const hook = (await store.getTrace(runId(1)))?.spans.find(span => span.kind === 'hook');
    expect(hook?.attributes).toEqual({ token: 't', metadata: { question: 'approve?' } });
  });

  it('reads usage of models under the names of several libraries, and sums it', async () => {
    const output = (value: object) => encoded(JSON.stringify(flatten(value)));
    folder.run(runId(1));
    folder.step(runId(1), 'step_1', {
      output: output({ usage: { promptTokens: 1, completionTokens: 2 }, model: 'a' }),
    });
    folder.step(runId(1), 'step_2', {
      output: output({
        usage: { inputTokens: 5 },
        totalUsage: { inputTokens: 10, outputTokens: 20 },
        response: { modelId: 'a' },
      }),
    });
    folder.step(runId(1), 'step_3', {
      output: output({ finish: { usage: { input_tokens: 3, output_tokens: 4 } } }),
    });
    folder.step(runId(1), 'step_4', { output: output({ usage: 'much' }) });
    const run = await store.getRun(runId(1));
    expect(run?.usage).toMatchObject([
      { name: 'a', inputTokens: 11, outputTokens: 22 },
      { name: 'model not named', inputTokens: 3, outputTokens: 4 },
    ]);
    expect(run?.models).toEqual(['a']);
    expect(idsOf(await list('model:a'))).toEqual([runId(1)]);
  });

  // As `doStreamStep` of @workflow/ai returns them: 4.2.1, and 5.0.0 by its source.
  it.each([
    { toolCalls: [], raw: { text: 'a', usage: tokens, responseMetadata: { modelId: 'agent-model' } } },
    {
      toolCalls: [],
      finish: { type: 'finish', usage: tokens },
      step: { usage: { inputTokens: 3, outputTokens: 4 }, response: { modelId: 'agent-model' } },
    },
  ])('names the model that an agent of the SDK used', async answer => {
    folder.run(runId(1));
    folder.step(runId(1), 'step_1', { output: encoded(stringify(answer)) });
    const [use, ...others] = (await store.getRun(runId(1)))?.usage ?? [];
    expect(use).toMatchObject({ name: 'agent-model', inputTokens: 3, outputTokens: 4 });
    expect(others).toEqual([]);
  });

  it('reports changes, and when the folder goes and comes back', async () => {
    folder.run(runId(1));
    const old = new Date(Date.now() - 60_000);
    for (const name of ['.', 'runs']) utimesSync(join(folder.path, name), old, old);
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(ending.signal), changes);
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(changes).toEqual([]);
    folder.run(runId(2));
    await waitFor(() => changes.length > 0);
    mkdirSync(join(folder.path, 'steps'), { recursive: true });
    folder.step(runId(2), 'step_1');
    renameSync(folder.path, `${folder.path}-away`);
    await waitFor(() => changes.some(({ type }) => type === 'error'));
    const heard = changes.length;
    renameSync(`${folder.path}-away`, folder.path);
    await waitFor(() => changes.slice(heard).some(({ type }) => type === 'changed'));
    ending.abort();
    await watching;
  });

  it('reports that the file of a listed run was written in place', async () => {
    folder.run(runId(1));
    const old = new Date(Date.now() - 60_000);
    for (const name of ['.', 'runs']) utimesSync(join(folder.path, name), old, old);
    expect(await list()).toMatchObject([{ status: 'success' }]);
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(ending.signal), changes);
    await waitFor(() => changes.length === 1);
    folder.write(`runs/${runId(1)}.json`, '{"broken');
    await waitFor(() => changes.length === 2);
    expect(await list()).toMatchObject([{ status: 'unknown', errorSummary: { name: 'UnreadableFile' } }]);
    ending.abort();
    await watching;
  });

  it('reports changes in a folder that replaced another one', async () => {
    folder.run(runId(1));
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(ending.signal), changes);
    await waitFor(() => {
      folder.run(runId(2));
      return changes.length > 0;
    });
    rmSync(folder.path, { recursive: true });
    mkdirSync(join(folder.path, 'runs'), { recursive: true });
    const heard = changes.length;
    await waitFor(() => changes.length > heard);
    await new Promise(resolve => setTimeout(resolve, 50));
    const before = changes.length;
    folder.run(runId(3));
    await waitFor(() => changes.length > before);
    ending.abort();
    await watching;
  });

  it('reads a file again only when it was changed', async () => {
    folder.run(runId(1));
    const path = join(folder.path, 'runs', `${runId(1)}.json`);
    const old = new Date(Date.now() - 60_000);
    utimesSync(path, old, old);
    await waitFor(async () => {
      const [one, other] = [(await list())[0], (await list())[0]];
      return one === other;
    });
    writeFileSync(path, readFileSync(path, 'utf8').replace('"completed"', '"failed"'));
    expect((await list())[0]?.status).toBe('failed');
  });
});

function readRun(id: string): string {
  return JSON.stringify({
    runId: id,
    workflowName: 'workflow//./a//b',
    status: 'completed',
    createdAt: time(0),
    completedAt: time(1),
    specVersion: 3,
  });
}

/** Plain values as devalue flattens them, apart from sharing. */
function flatten(value: unknown, into: unknown[] = []): unknown[] {
  const at = into.push(undefined) - 1;
  if (typeof value !== 'object' || value === null) {
    into[at] = value;
    return into;
  }
  const places: Record<string, number> = {};
  for (const [key, member] of Object.entries(value)) {
    places[key] = into.length;
    flatten(member, into);
  }
  into[at] = places;
  return into;
}
