import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, RunStore } from '../../../src/contract/run-store.ts';
import { toJsonText, toYamlText } from '../../../src/model/payload/payload-text.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { Span } from '../../../src/model/run.ts';
import { isActive, type RunStatus } from '../../../src/model/status.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { collectChanges, idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { scaleToLoad } from '../../in-time.ts';
import { fingerprint } from './fingerprint.ts';
import { type Host, openDataFolder, startHost } from './start-host.ts';
import { waitForStatus } from './wait-for-status.ts';

const here = join(import.meta.dirname, 'host');

describeReadableStore('the data folder of a Workflow SDK project', async () => {
  const host = await startHost();
  const started = await startEverything(host);
  const store = await host.open();
  for (const [id, status] of started) await waitForStatus(store, id, status);
  await store.close();
  return {
    open: ({ scanRows = 1_000_000 } = {}) => openDataFolder(host.dataFolder, scanRows),
    addRun: async () => {
      const id = await host.start('succeed', 'one more');
      const looking = await host.open();
      await waitForStatus(looking, id, 'success');
      await looking.close();
    },
    strangeIds: [
      '',
      '.',
      '../runs',
      '../../../etc/passwd',
      'x'.repeat(3_000),
      'a\0b',
      'wrun_1.json',
      'C:\\x',
    ],
    fingerprint: () => fingerprint(host.dataFolder),
    remove: host.remove,
  };
});

async function startEverything(host: Host): Promise<readonly (readonly [id: string, status: RunStatus])[]> {
  const answered = host.start('askThenNap', 'answered', '1h');
  const canceled = host.start('nap', '1h');
  const started: (readonly [string, RunStatus])[] = [
    [await host.start('succeed', 'ada'), 'success'],
    [await host.start('returnNothing'), 'success'],
    [await host.start('fail', 'no'), 'failed'],
    [await host.start('failInFlow', 'bad thing'), 'failed'],
    [await host.start('catchFailure', 'caught'), 'success'],
    [await host.start('retry', 50), 'success'],
    [await host.start('nap', '1h'), 'sleeping'],
    [await host.start('ask', 'unanswered'), 'waiting'],
    [await host.start('askOrGiveUp', 'either', '1h'), 'waiting'],
    [await host.start('parallel', 20), 'success'],
    [await host.start('everyType', 'every-type'), 'success'],
    [await host.start('useModel'), 'success'],
    [await host.start('stream', 2), 'success'],
  ];
  const store = await host.open();
  await waitForStatus(store, await answered, 'waiting');
  await host.resume('answered', 'yes');
  await waitForStatus(store, await canceled, 'sleeping');
  await host.cancel(await canceled);
  await store.close();
  return [...started, [await answered, 'sleeping'], [await canceled, 'canceled']];
}

describe('runs of the Workflow SDK', () => {
  let host: Host;
  let store: RunStore;
  beforeAll(async () => {
    host = await startHost();
    store = await host.open();
  });
  afterAll(async () => {
    await store?.close();
    await host?.remove();
  });

  const spansOf = async (id: string) => (await store.getTrace(id))?.spans ?? [];

  it('shows a run that succeeded: its arguments, its value, its step', async () => {
    const run = await waitForStatus(store, await host.start('succeed', 'ada'), 'success');
    expect(run).toMatchObject({
      kind: 'workflow',
      name: 'succeed',
      input: ['ada'],
      output: { greeting: 'hello ada', workflowRunId: run.id },
      stepCount: 1,
      steps: [
        { name: 'greet', status: 'success', attempt: 1, input: ['ada'], output: { greeting: 'hello ada' } },
      ],
      raw: { workflowName: 'workflow//./flows/flows//succeed', specVersion: 3, status: 'completed' },
    });
    expect(run.error).toBeUndefined();
    expect(run.finishedAt).toBeGreaterThanOrEqual(run.startedAt ?? Number.POSITIVE_INFINITY);
    expect(run.queuedAt).toBeGreaterThanOrEqual(run.createdAt);
  });

  it('tells a value of undefined from one that was not recorded', async () => {
    const run = await waitForStatus(store, await host.start('returnNothing'), 'success');
    expect([run.input, run.output]).toEqual([[], { $type: 'undefined' }]);
    const waiting = await waitForStatus(store, await host.start('ask', 'nothing yet'), 'waiting');
    expect(waiting.output).toBeUndefined();
  });

  it('shows the step that ended a run, and its error', async () => {
    const run = await waitForStatus(store, await host.start('fail', 'no'), 'failed');
    expect(run.errorSummary).toMatchObject({ name: 'FatalError', message: 'refused: no', step: 'refuse' });
    expect(run.error).toMatchObject({ name: 'FatalError', message: 'refused: no', code: 'USER_ERROR' });
    expect(run.error?.stack).toContain('at refuse');
    const failed = run.steps?.find(step => step.id === run.error?.stepId);
    expect(failed).toMatchObject({ name: 'refuse', status: 'failed', error: { message: 'refused: no' } });
    const spans = await spansOf(run.id);
    expect(spans.filter(span => span.status === 'error').map(span => span.name)).toEqual(['fail', 'refuse']);
  });

  it('blames no step for an error of the workflow itself', async () => {
    const run = await waitForStatus(store, await host.start('failInFlow', 'bad thing'), 'failed');
    expect(run.errorSummary).toMatchObject({ name: 'TypeError', message: 'bad thing', step: undefined });
    expect(run.error?.stepId).toBeUndefined();
    const caught = await waitForStatus(store, await host.start('catchFailure', 'x'), 'success');
    expect([caught.error, caught.errorSummary, caught.output]).toEqual([undefined, undefined, 'caught']);
    expect(caught.steps?.map(step => step.status)).toEqual(['failed']);
  });

  it('counts the attempts of a step that was tried again, and shows what it waited for', async () => {
    const run = await waitForStatus(store, await host.start('retry', 100), 'success');
    expect(run.stepCount).toBe(1);
    expect(run.steps?.map(step => [step.attempt, step.status, step.error?.message])).toEqual([
      [1, 'failed', 'not yet, attempt 1'],
      [2, 'failed', 'not yet, attempt 2'],
      [3, 'success', undefined],
    ]);
    expect(run.steps?.[0]?.error?.name).toBe('RetryableError');
    expect(run.steps?.at(-1)?.output).toEqual({ attempt: 3 });
    const spans = await spansOf(run.id);
    const step = spans.find(span => span.kind === 'step');
    expect(step?.status).toBe('ok');
    const parts = spans.filter(span => span.parentId === step?.id && span.kind !== 'queued');
    expect(parts.map(span => span.name)).toEqual([
      'attempt 1',
      'retry wait',
      'attempt 2',
      'retry wait',
      'attempt 3',
    ]);
    expectOneAfterTheOther(parts);
  });

  it('shows which attempt was the last of a step that never succeeded', async () => {
    const run = await waitForStatus(store, await host.start('exhaust', 50), 'failed');
    expect(run.errorSummary).toMatchObject({ step: 'failAlways' });
    expect(run.steps?.map(step => [step.attempt, step.status])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
    ]);
    expect(run.error?.stepId).toBe(run.steps?.[1]?.id);
  });

  it('tells sleeping, and until when, from running', async () => {
    const id = await host.start('nap', '2s');
    const asleep = await waitForStatus(store, id, 'sleeping');
    const sleep = asleep.steps?.find(step => step.type === 'sleep');
    expect(sleep).toMatchObject({ status: 'sleeping', input: { resumeAt: { $type: 'Date' } } });
    expect(asleep.raw).toMatchObject({ openWaits: [{ status: 'waiting' }] });
    expect((await spansOf(id)).find(span => span.kind === 'sleep')?.endAt).toBeUndefined();
    const awake = await waitForStatus(store, id, 'success');
    expect(awake.steps?.find(step => step.type === 'sleep')?.status).toBe('success');
    const span = (await spansOf(id)).find(one => one.kind === 'sleep');
    expect((span?.endAt ?? 0) - (span?.startAt ?? 0)).toBeGreaterThan(1_500);
  });

  it('tells waiting for a hook from running, and keeps the answer', async () => {
    const id = await host.start('ask', 'approve-1');
    const waiting = await waitForStatus(store, id, 'waiting');
    expect(waiting.steps).toMatchObject([
      { type: 'hook', status: 'waiting', input: { token: 'approve-1', metadata: { question: 'approve?' } } },
    ]);
    expect(waiting.raw).toMatchObject({ openHooks: [{ token: 'approve-1' }] });
    await host.resume('approve-1', { approved: true });
    const done = await waitForStatus(store, id, 'success');
    expect(done.steps?.[0]).toMatchObject({ type: 'hook', status: 'success', output: { approved: true } });
    const span = (await spansOf(id)).find(one => one.kind === 'hook');
    expect(span).toMatchObject({ name: 'hook', status: 'ok', events: [{ name: 'received' }] });
  });

  it('is waiting for an answer or the end of a sleep, whichever comes first', async () => {
    const id = await host.start('askOrGiveUp', 'late', '3s');
    await waitForStatus(store, id, 'waiting');
    const run = await waitForStatus(store, id, 'success');
    expect(run.output).toBe('gave up');
    expect(run.steps?.map(step => [step.type, step.status])).toEqual([
      ['hook', 'canceled'],
      ['sleep', 'success'],
    ]);
  });

  it('is sleeping after its hook was answered', async () => {
    const id = await host.start('askThenNap', 'then-nap', '1h');
    await waitForStatus(store, id, 'waiting');
    await host.resume('then-nap', 'yes');
    await waitForStatus(store, id, 'sleeping');
    const row = (await listAll(store, emptyQuery)).find(run => run.id === id);
    expect(row?.status).toBe('sleeping');
  });

  it('is waiting when it needs another answer', async () => {
    const id = await host.start('askAgain', 'again');
    await waitForStatus(store, id, 'waiting');
    await host.resume('again', 'first');
    const hook = async () => (await store.getRun(id, { include: { steps: true } }))?.steps?.[0];
    await waitFor(async () => (await hook())?.output === 'first');
    await waitForStatus(store, id, 'waiting');
    expect(await hook()).toMatchObject({ status: 'waiting', output: 'first' });
    const open = (await spansOf(id)).find(one => one.kind === 'hook');
    expect(open?.endAt).toBeUndefined();
    expect(open?.events).toMatchObject([{ name: 'received' }]);
    await host.resume('again', 'last');
    await waitForStatus(store, id, 'success');
    expect(await hook()).toMatchObject({ status: 'success', output: ['first', 'last'] });
  });

  it('tells a webhook from a hook', async () => {
    const id = await host.start('askTheWeb');
    const run = await waitForStatus(store, id, 'waiting');
    expect(run.steps).toMatchObject([{ name: 'webhook', type: 'hook', status: 'waiting' }]);
    expect((await spansOf(id)).find(one => one.kind === 'hook')?.name).toBe('webhook');
  });

  it('is running while a step is executed, although a hook is open', async () => {
    const id = await host.start('askWhileWorking', 'meanwhile', 1_500);
    await waitForStatus(store, id, 'running');
    // The engine writes the hook a moment before it writes the step: until then, the run waits.
    await waitFor(async () => {
      const run = await store.getRun(id);
      return run?.raw?.openHooks !== undefined && run.status === 'running';
    });
    await waitForStatus(store, id, 'waiting');
  });

  it('shows steps that ran at the same time beside each other', async () => {
    const run = await waitForStatus(store, await host.start('parallel', 300), 'success');
    expect(run.output).toEqual(['a', 'b', 'c', { greeting: 'hello d' }]);
    expect(run.steps?.length).toBe(4);
    const steps = (await spansOf(run.id)).filter(({ kind, name }) => kind === 'step' && name === 'takeTime');
    const [a, b, c] = steps;
    expect(Math.max(a?.startAt ?? 0, b?.startAt ?? 0, c?.startAt ?? 0)).toBeLessThan(
      Math.min(a?.endAt ?? 0, b?.endAt ?? 0, c?.endAt ?? 0),
    );
  });

  it('keeps every type of value, through the workflow and through a step', async () => {
    const run = await waitForStatus(store, await host.start('everyType', 'every-type'), 'success');
    const [input] = run.input as readonly unknown[];
    const output = run.output as { readonly direct: unknown; readonly throughStep: unknown };
    for (const value of [input, output.direct, output.throughStep]) expect(value).toMatchObject(everyValue);
    expect(run.steps?.[0]?.input).toMatchObject([everyValue]);
    expect(JSON.parse(toJsonText(run.output))).toEqual(run.output);
    expect(toYamlText(run.input)).toContain("value: '2026-05-06T07:08:09.123Z'");
  });

  it('keeps answers, requests, streams and steps that are passed on', async () => {
    const run = await waitForStatus(store, await host.start('ownTypes', host.url), 'success');
    expect(run.output).toMatchObject({
      response: {
        $type: 'Response',
        status: 200,
        url: host.url,
        headers: { $type: 'Headers' },
        body: { $type: 'ReadableStream', type: 'bytes' },
      },
      stream: { $type: 'ReadableStream', name: expect.stringMatching(/^strm_/) },
      request: { $type: 'Request', method: 'PUT', headers: { $type: 'Headers', entries: [['x-a', '1']] } },
    });
    const step = run.steps?.find(({ name }) => name === 'callBack');
    expect(step?.input).toEqual([
      { $type: 'StepFunction', name: 'greet', stepId: 'step//./flows/flows//greet' },
      'called back',
    ]);
    await waitFor(async () => {
      const logs = (await store.getTrace(run.id))?.logs ?? [];
      return logs.some(log => log.message === 'in a stream') && logs.some(log => log.message === 'null');
    });
  });

  it('lists a run that another run started', async () => {
    const run = await waitForStatus(store, await host.start('startChild', 'kid'), 'success');
    expect(await waitForStatus(store, String(run.output), 'success')).toMatchObject({
      name: 'succeed',
      input: ['kid'],
    });
  });

  it('sums what models used', async () => {
    const run = await waitForStatus(store, await host.start('useModel'), 'success');
    expect(run.models).toEqual(['model-small']);
    expect(run.usage).toEqual([
      { name: 'model-small', kind: 'model', quantity: 2, unit: 'calls', inputTokens: 24, outputTokens: 68 },
    ]);
  });

  it('shows what was written to a stream as logs', async () => {
    const run = await waitForStatus(store, await host.start('stream', 2), 'success');
    // The last chunks are written when the run has already ended.
    await waitFor(async () => (await store.getTrace(run.id))?.logs.length === 3);
    const trace = await store.getTrace(run.id);
    expect(trace?.logs.map(log => log.message)).toEqual([
      '{"at":0,"line":"line 0"}',
      '{"at":1,"line":"line 1"}',
      'plain words',
    ]);
    expect(trace?.logs.every(({ at }) => at >= run.createdAt && at <= (run.finishedAt ?? 0) + 1_000)).toBe(
      true,
    );
  });

  it('lists the runs that the engine lists', async () => {
    const theirs = await host.list(50);
    const ours = await listAll(store, emptyQuery);
    expect([...idsOf(ours)].sort()).toEqual(theirs.map(run => run.runId).sort());
    const words: Partial<Record<string, readonly string[]>> = {
      completed: ['success'],
      failed: ['failed'],
      cancelled: ['canceled'],
      running: ['running', 'sleeping', 'waiting'],
    };
    for (const { runId, status } of theirs) {
      expect(words[status]).toContain(ours.find(run => run.id === runId)?.status);
    }
  });

  it('reports changes as a run is started, executed and ended', async () => {
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(ending.signal), changes);
    const id = await host.start('slow', 1_500);
    await waitFor(() => changes.length >= 1);
    await waitFor(async () => {
      const run = await store.getRun(id, { include: { steps: true } });
      return run?.status === 'running' && run.steps?.[0]?.status === 'running';
    });
    const running = await store.getRun(id, { include: { steps: true } });
    expect(running?.steps).toMatchObject([{ name: 'takeTime' }]);
    const heard = changes.length;
    await waitForStatus(store, id, 'success');
    await waitFor(() => changes.length > heard);
    expect(changes.every(({ type }) => type === 'changed')).toBe(true);
    ending.abort();
    await watching;
  });
});

const everyValue = {
  date: { $type: 'Date', value: '2026-05-06T07:08:09.123Z' },
  badDate: { $type: 'Date', value: null },
  big: { $type: 'bigint', value: '123456789012345678901234567890' },
  set: { $type: 'Set', values: ['a', 2, { $type: 'Date', value: '1970-01-01T00:00:00.000Z' }] },
  map: {
    $type: 'Map',
    entries: [
      ['k', { deep: { $type: 'Map', entries: [[1, 2]] } }],
      ['when', { $type: 'Date', value: '1970-01-01T00:00:00.001Z' }],
    ],
  },
  url: { $type: 'URL', value: 'https://example.com/a?b=1#c' },
  params: {
    $type: 'URLSearchParams',
    entries: [
      ['a', '1'],
      ['a', '2'],
    ],
  },
  noParams: { $type: 'URLSearchParams', entries: [] },
  pattern: { $type: 'RegExp', value: '/a\\/b+/gi' },
  headers: {
    $type: 'Headers',
    entries: [
      ['x-one', '1'],
      ['x-two', '2'],
    ],
  },
  error: { $type: 'Error', name: 'TypeError', message: 'wrong type' },
  aborted: { name: 'AbortError', message: 'stopped' },
  buffer: { $type: 'ArrayBuffer', bytes: 3, base64: 'AQID' },
  noBytes: { $type: 'Uint8Array', bytes: 0, base64: '' },
  int8: { $type: 'Int8Array', bytes: 2, base64: '/wE=' },
  uint8: { $type: 'Uint8Array', bytes: 2, base64: 'AP8=' },
  clamped: { $type: 'Uint8ClampedArray', bytes: 2, base64: '/wA=' },
  int16: { $type: 'Int16Array', bytes: 2 },
  uint16: { $type: 'Uint16Array', bytes: 2 },
  int32: { $type: 'Int32Array', bytes: 4 },
  uint32: { $type: 'Uint32Array', bytes: 4 },
  float32: { $type: 'Float32Array', bytes: 4 },
  float64: { $type: 'Float64Array', bytes: 8 },
  bigInt64: { $type: 'BigInt64Array', bytes: 8 },
  bigUint64: { $type: 'BigUint64Array', bytes: 8 },
  nothing: { $type: 'undefined' },
  no: null,
  minusZero: { $type: 'number', value: '-0' },
  notANumber: { $type: 'number', value: 'NaN' },
  infinite: { $type: 'number', value: 'Infinity' },
  holes: [1, { $type: 'undefined' }, 3],
  text: 'naïve 🙂 text',
  cyclic: { name: 'cyclic', self: { $type: 'circular' } },
};

function expectOneAfterTheOther(spans: readonly Span[]): void {
  for (const [at, span] of spans.entries()) {
    const before = spans[at - 1];
    if (before) expect(span.startAt).toBeGreaterThanOrEqual(before.endAt ?? Number.POSITIVE_INFINITY);
  }
}

describe('canceling a run of the Workflow SDK', () => {
  let host: Host;
  let store: RunStore;
  beforeAll(async () => {
    host = await startHost();
    store = await host.open();
  });
  afterAll(async () => {
    await store?.close();
    await host?.remove();
  });

  const cancelEvents = (id: string) =>
    readdirSync(join(host.dataFolder, 'events'))
      .filter(name => name.startsWith(id))
      .map(name => readFileSync(join(host.dataFolder, 'events', name), 'utf8'))
      .filter(text => text.includes('run_cancelled')).length;

  it.each([
    ['sleeping', 'nap', ['1h']],
    ['waiting', 'ask', ['never answered']],
    ['running', 'slow', [3_000]],
  ] as const)('ends a run that is %s', async (status, flow, args) => {
    const id = await host.start(flow, ...args);
    await waitForStatus(store, id, status);
    expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
    const run = await store.getRun(id, { include: { steps: true } });
    expect(run).toMatchObject({ status: 'canceled', finishedAt: expect.any(Number) });
    expect(run && isActive(run)).toBe(false);
    expect(await store.cancelRun(id)).toEqual({ type: 'already-finished', status: 'canceled' });
    expect(cancelEvents(id)).toBe(1);
  });

  it('leaves the step that is executed to its end, and starts no other', async () => {
    const id = await host.start('slow', scaleToLoad(1_000));
    await waitForStatus(store, id, 'running');
    await waitFor(async () => (await store.getRun(id))?.stepCount === 1);
    expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
    await waitFor(async () => {
      const steps = (await store.getRun(id, { include: { steps: true } }))?.steps;
      return steps?.[0]?.status === 'success';
    });
    const run = await store.getRun(id, { include: { steps: true } });
    expect(run).toMatchObject({ status: 'canceled', steps: [{ name: 'takeTime', status: 'success' }] });
    const root = (await store.getTrace(id))?.spans.find(span => span.kind === 'run');
    expect(root).toMatchObject({ status: 'unset', endAt: run?.finishedAt });
  });

  it('ends a run that was never started', async () => {
    const id = await createPending(host.dataFolder);
    const queued = await store.getRun(id);
    expect([queued?.status, queued?.startedAt]).toEqual(['queued', undefined]);
    expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
    const canceled = await store.getRun(id);
    expect([canceled?.status, canceled?.startedAt]).toEqual(['canceled', undefined]);
  });

  it('ends a run of a test runner, whose files have its tag', async () => {
    const id = await createPending(host.dataFolder, 'vitest-0');
    expect((await store.getRun(id))?.raw).toMatchObject({ file: `${id}.vitest-0.json` });
    expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
    expect(readdirSync(join(host.dataFolder, 'runs')).filter(name => name.startsWith(id))).toEqual([
      `${id}.vitest-0.json`,
    ]);
  });

  it('writes nothing about runs that have ended or do not exist', async () => {
    const success = await host.start('succeed', 'x');
    const failed = await host.start('fail', 'x');
    await waitForStatus(store, success, 'success');
    await waitForStatus(store, failed, 'failed');
    const before = await fingerprint(host.dataFolder);
    expect(await store.cancelRun(success)).toEqual({ type: 'already-finished', status: 'success' });
    expect(await store.cancelRun(failed)).toEqual({ type: 'already-finished', status: 'failed' });
    expect(await store.cancelRun('wrun_01M87TVFFW6655DCMA24T4YM7K')).toEqual({ type: 'not-found' });
    expect(await fingerprint(host.dataFolder)).toBe(before);
  });

  it('says what is missing where the packages of the project are not installed', async () => {
    const project = mkdtempSync(join(tmpdir(), 'runlens-bare-'));
    symlinkSync(host.dataFolder, join(project, '.workflow-data'));
    const id = await host.start('nap', '1h');
    await waitForStatus(store, id, 'sleeping');
    const bare = await openDataFolder(join(project, '.workflow-data'));
    expect(await bare.cancelRun(id)).toMatchObject({
      type: 'refused',
      reason: expect.stringMatching(/install/),
    });
    expect(await bare.getRun(id)).toMatchObject({ status: 'sleeping' });
    await bare.close();
    rmSync(project, { recursive: true });
  });

  it('ends a run whose engine is gone', async () => {
    const id = await host.start('nap', '1h');
    await waitForStatus(store, id, 'sleeping');
    await host.stop();
    expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
    expect(await store.getRun(id)).toMatchObject({ status: 'canceled' });
  });
});

/** A run that is in no queue, written by the engine itself. */
async function createPending(dataFolder: string, tag?: string): Promise<string> {
  const path = createRequire(join(here, 'package.json')).resolve('@workflow/world-local');
  const { createLocalWorld } = await import(pathToFileURL(path).href);
  const world = createLocalWorld({ dataDir: dataFolder, tag });
  const eventData = {
    deploymentId: 'dpl_test',
    workflowName: 'workflow//./flows/flows//nap',
    input: new TextEncoder().encode('devl[[1],"1h"]'),
  };
  const created = await world.events.create(null, { eventType: 'run_created', specVersion: 3, eventData });
  await world.close();
  return created.run.runId;
}
