import { rmSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { StartRequest } from '../../../src/contract/starts/start-request.ts';
import { openRecorder, type Recorder, type RecorderOptions } from '../../../src/recorder/recorder.ts';
import { canMount, fill, mountSmallDisk } from '../../small-disk.ts';
import { makeFolder, openStoreAt, readTrace, share, until } from '../recorded.ts';

async function openOffering(options: RecorderOptions = {}): Promise<Recorder> {
  const recorder = await openRecorder({ location: makeFolder(), ...options });
  onTestFinished(() => recorder.close().catch(() => {}));
  return recorder;
}

/** Starts as soon as the program's offer is in the store. */
async function startIn(store: RunStore, request: StartRequest): Promise<string> {
  return until(async () => {
    const result = await store.startRun(request);
    return result.type === 'started' ? result.id : undefined;
  });
}

async function endOf(store: RunStore, id: string) {
  return until(async () => {
    const run = await store.getRun(id, { include: { steps: true } });
    return run?.finishedAt === undefined ? undefined : run;
  });
}

describe('a workflow that a program offers', () => {
  const opened = share(async atEnd => {
    const recorder = await openRecorder({ location: makeFolder(atEnd) });
    atEnd(() => recorder.close());
    return { recorder, store: await openStoreAt(recorder.path, atEnd) };
  });
  let tests = 0;
  /** One program for several tests, each of which offers a workflow of its own. */
  const shared = () => {
    tests += 1;
    return { ...opened(), signup: `signup_${tests}` };
  };

  test('records a run when the program calls it, and gives what its work gives', async () => {
    const recorder = await openOffering();
    const signup = recorder.workflow('signup', async ({ email }: { email: string }, run) => {
      await run.step('greet', () => 1);
      return `hello ${email}`;
    });
    expect(await signup({ email: 'ada' }, { actor: 'grace', id: 'mine' })).toBe('hello ada');
    await recorder.flush();
    const run = await (await openStoreAt(recorder.path)).getRun('mine', { include: { steps: true } });
    expect(run).toMatchObject({
      ...{ name: 'signup', status: 'success', input: { email: 'ada' }, output: 'hello ada', actor: 'grace' },
      steps: [{ name: 'greet' }],
    });
  });

  test('runs with the input of a start from outside, and records all that it does', async () => {
    const recorder = await openOffering();
    recorder.workflow('signup', async (input, run) => {
      await run.step('greet', () => run.log('info', 'hello'));
      run.usage({ name: 'gpt', kind: 'model', inputTokens: 1 });
      return { got: input };
    });
    const store = await openStoreAt(recorder.path);
    const id = await startIn(store, { workflow: 'signup', input: [1, null], trigger: 'cli', by: 'ada' });
    expect(await endOf(store, id)).toMatchObject({
      ...{ id, name: 'signup', status: 'success', input: [1, null], output: { got: [1, null] } },
      ...{ actor: 'ada', trigger: { label: 'CLI' }, models: ['gpt'], stepCount: 1 },
      steps: [{ name: 'greet', status: 'success' }],
    });
    const { spans, logs } = await readTrace(store, id);
    expect(spans.map(({ name, kind }) => [name, kind])).toEqual([
      ['signup', 'run'],
      ['greet', 'step'],
    ]);
    expect(logs.map(({ message }) => message)).toEqual(['hello']);
    expect(await store.counts()).toEqual({ success: 1, total: 1 });
  });

  test('gets a value that JSON does not have as it was, where it was recorded', async () => {
    const { recorder, store, signup } = shared();
    recorder.workflow(signup, input => input instanceof Date && input.getTime());
    const input = { $type: 'Date', value: '1970-01-01T00:00:01.000Z' };
    const repeat = { workflow: signup, input, retryOf: 'run_1' };
    expect((await endOf(store, await startIn(store, repeat))).output).toBe(1_000);
  });

  test('gets undefined where it was started without input, and a failure of it is recorded', async () => {
    const { recorder, store, signup } = shared();
    recorder.workflow(signup, input => {
      throw new TypeError(`no email in ${input}`);
    });
    const run = await endOf(store, await startIn(store, { workflow: signup }));
    expect(run.input).toBeUndefined();
    expect(run).toMatchObject({ status: 'failed', error: { message: 'no email in undefined' } });
  });

  test('runs what was started several times at most as often at once as it wants to', async () => {
    const { recorder, store, signup } = shared();
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(resolve => setTimeout(resolve, 1));
      running -= 1;
    };
    recorder.workflow(signup, work, { concurrency: 2 });
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push(await startIn(store, { workflow: signup }));
    for (const id of ids) expect((await endOf(store, id)).status).toBe('success');
    expect(most).toBeLessThanOrEqual(2);
  });

  test('starts no run inside of another, though the end of one makes room for the next', async () => {
    const { recorder, store, signup } = shared();
    recorder.workflow(signup, async () => recorder.run({ workflow: 'inner' }, () => 1), { concurrency: 1 });
    const ids = [await startIn(store, { workflow: signup }), await startIn(store, { workflow: signup })];
    for (const id of ids) expect((await endOf(store, id)).parentId).toBeUndefined();
    const inner = await store.listRuns(
      { clauses: [] },
      { sort: { field: 'created', descending: true }, limit: 9, now: 0 },
    );
    const parents = inner.runs.filter(({ name }) => name === 'inner').map(({ parentId }) => parentId);
    expect(parents.sort()).toEqual([...ids].sort());
  });

  test('is canceled through its signal once it has begun', async () => {
    const { recorder, store, signup } = shared();
    recorder.workflow(signup, (_, run) => run.sleep(1e9));
    const id = await startIn(store, { workflow: signup });
    await until(async () => ((await store.getRun(id))?.status === 'sleeping' ? true : undefined));
    await store.cancelRun(id, { by: 'ada' });
    expect(await endOf(store, id)).toMatchObject({ status: 'canceled', cancel: { by: 'ada' } });
  });

  test('is canceled by a signal of the program', async () => {
    const { recorder, store, signup } = shared();
    const stop = new AbortController();
    recorder.workflow(signup, (_, run) => run.sleep(1e9), { signal: stop.signal });
    const id = await startIn(store, { workflow: signup });
    await until(async () => ((await store.getRun(id))?.status === 'sleeping' ? true : undefined));
    stop.abort();
    expect((await endOf(store, id)).status).toBe('canceled');
  });

  test('is offered no longer once that signal has aborted', async () => {
    const { recorder, store, signup } = shared();
    const stop = new AbortController();
    recorder.workflow(signup, () => 1, { signal: stop.signal });
    recorder.workflow('other', () => 2);
    await endOf(store, await startIn(store, { workflow: signup }));
    stop.abort();
    const isOffered = async () =>
      (await store.workflows()).some(info => info.name === signup && info.isOffered);
    await until(async () => ((await isOffered()) ? undefined : true));
    expect((await endOf(store, await startIn(store, { workflow: 'other' }))).output).toBe(2);
  });

  test('does the work that was given last', async () => {
    const { recorder, store, signup } = shared();
    recorder.workflow(signup, () => 'old');
    recorder.workflow(signup, () => 'new');
    expect((await endOf(store, await startIn(store, { workflow: signup }))).output).toBe('new');
  });
});

describe('recorder.listen', () => {
  test('ends with its signal, once the runs that were started have ended, and offers nothing then', async () => {
    const recorder = await openOffering();
    const gate = Promise.withResolvers<void>();
    onTestFinished(() => gate.resolve());
    recorder.workflow('signup', () => gate.promise);
    const stop = new AbortController();
    const listening = recorder.listen({ signal: stop.signal });
    const store = await openStoreAt(recorder.path);
    const id = await startIn(store, { workflow: 'signup' });
    await until(async () => ((await store.getRun(id))?.status === 'running' ? true : undefined));
    stop.abort();
    expect((await store.startRun({ workflow: 'signup' })).type).toBe('not-offered');
    let hasEnded = false;
    const ended = listening.then(() => {
      hasEnded = true;
    });
    expect(hasEnded).toBe(false);
    gate.resolve();
    await ended;
    await recorder.flush();
    expect((await store.getRun(id))?.status).toBe('success');
  });

  test('ends when the recorder is closed, which waits for the runs that were started', async () => {
    const recorder = await openOffering();
    const gate = Promise.withResolvers<void>();
    recorder.workflow('signup', async (_, run) => {
      await gate.promise;
      await run.step('last', () => 1);
    });
    const listening = recorder.listen();
    const store = await openStoreAt(recorder.path);
    const id = await startIn(store, { workflow: 'signup' });
    await until(async () => ((await store.getRun(id))?.status === 'running' ? true : undefined));
    const closed = recorder.close();
    gate.resolve();
    await Promise.all([listening, closed]);
    const run = await store.getRun(id, { include: { steps: true } });
    expect(run).toMatchObject({ status: 'success', steps: [{ name: 'last' }] });
  });

  test('lets a run that was started close its own recorder', async () => {
    const recorder = await openOffering();
    recorder.workflow('stop', () => recorder.close());
    const store = await openStoreAt(recorder.path);
    const listening = recorder.listen();
    await startIn(store, { workflow: 'stop' });
    await listening;
  });

  test('lets a run inside of one that was started close the recorder', async () => {
    const recorder = await openOffering();
    recorder.workflow('stop', () => recorder.run({ workflow: 'inner' }, () => recorder.close()));
    const store = await openStoreAt(recorder.path);
    const listening = recorder.listen();
    await startIn(store, { workflow: 'stop' });
    await listening;
  });

  test('takes no starts of a workflow that is named while the recorder closes', async () => {
    const recorder = await openOffering();
    const gate = Promise.withResolvers<void>();
    onTestFinished(() => gate.resolve());
    recorder.workflow('signup', () => gate.promise);
    const store = await openStoreAt(recorder.path);
    const id = await startIn(store, { workflow: 'signup' });
    await until(async () => ((await store.getRun(id))?.status === 'running' ? true : undefined));
    const closed = recorder.close();
    recorder.workflow('late', () => 1);
    await new Promise(resolve => setImmediate(resolve));
    expect(await store.startRun({ workflow: 'late' })).toEqual({ type: 'not-offered', offered: [] });
    gate.resolve();
    await closed;
  });
});

describe('a store that an offering program lost', () => {
  test('is made again, and its workflows can be started there', async () => {
    const errors: string[] = [];
    const recorder = await openOffering({ onError: error => errors.push(String(error)) });
    recorder.workflow('signup', () => 'here');
    const before = await openStoreAt(recorder.path);
    await startIn(before, { workflow: 'signup' });
    await before.close();
    rmSync(recorder.path);
    const store = await until(() => openStoreAt(recorder.path).catch(() => undefined));
    const run = await endOf(store, await startIn(store, { workflow: 'signup' }));
    expect(run.output).toBe('here');
    expect(errors).toEqual([expect.stringContaining('was removed while runs were recorded into it')]);
  });

  test.skipIf(!canMount())('is offered in as soon as there is room on its disk', async () => {
    const disk = mountSmallDisk();
    const makeRoom = fill(disk, 0);
    const recorder = await openOffering({ location: disk, onError: () => {} });
    recorder.workflow('signup', () => 1);
    makeRoom();
    const store = await until(() => openStoreAt(recorder.path).catch(() => undefined));
    expect((await endOf(store, await startIn(store, { workflow: 'signup' }))).status).toBe('success');
    await recorder.close();
  });
});
