import { describe, expect, test } from 'vitest';
import { newestFirst } from '../../src/contract/lists/sort.ts';
import { openRecorded } from './recorded.ts';

describe('recorder.run', () => {
  test('returns what the callback returns and records it as the output', async () => {
    const { recorder, only } = await openRecorded();
    const about = { workflow: 'signup', input: { email: 'ada@example.com' }, actor: 'ada', project: 'core' };
    const output = await recorder.run(about, () => ({ id: 7 }));
    expect(output).toEqual({ id: 7 });
    expect(await only()).toMatchObject({
      kind: 'workflow',
      name: 'signup',
      status: 'success',
      input: { email: 'ada@example.com' },
      output: { id: 7 },
      actor: 'ada',
      project: 'core',
      trigger: { type: 'program', label: 'Program', raw: 'program' },
    });
  });

  test('rethrows the very error and records its name, message, stack, code and cause', async () => {
    const { recorder, only } = await openRecorded();
    const error = Object.assign(new TypeError('first line\nsecond line', { cause: new Error('deeper') }), {
      code: 'E_BAD',
    });
    const failed = recorder.run({ workflow: 'signup' }, () => {
      throw error;
    });
    await expect(failed).rejects.toBe(error);
    const run = await only();
    expect(run).toMatchObject({
      status: 'failed',
      errorSummary: { name: 'TypeError', message: 'first line' },
      error: { name: 'TypeError', message: 'first line\nsecond line', code: 'E_BAD', stack: error.stack },
    });
    expect(JSON.stringify(run.error?.value)).toContain('deeper');
    expect(run.output).toBeUndefined();
  });

  test.each([
    ['a text', 'a text'],
    [undefined, 'undefined was thrown'],
    [null, 'null was thrown'],
    [42, '42 was thrown'],
    ['', 'an empty text was thrown'],
    [new Response('', { status: 503, statusText: 'Service Unavailable' }), 'HTTP 503 Service Unavailable'],
  ])('records %j when that is what is thrown', async (thrown, message) => {
    const { recorder, only } = await openRecorded();
    const failed = recorder.run({ workflow: 'odd' }, () => Promise.reject(thrown));
    await expect(failed).rejects.toBe(thrown);
    expect(await only()).toMatchObject({ status: 'failed', error: { message } });
  });

  test.each([
    [new Error(''), { name: 'Error', message: '' }],
    [
      Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }),
      { name: 'AggregateError', message: 'ECONNREFUSED' },
    ],
    [new Error('\n  \nfirst line\nsecond line'), { name: 'Error', message: 'first line' }],
  ])('tells of %o what there is to tell', async (thrown, errorSummary) => {
    const { recorder, only } = await openRecorded();
    const failed = recorder.run({ workflow: 'odd' }, () => Promise.reject(thrown));
    await expect(failed).rejects.toBe(thrown);
    expect(await only()).toMatchObject({ errorSummary });
  });

  test('survives an error whose every property throws', async () => {
    const { recorder, only } = await openRecorded();
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('no');
      },
    });
    const failed = recorder.run({ workflow: 'odd' }, () => Promise.reject(hostile));
    await expect(failed.catch((error: unknown) => error === hostile)).resolves.toBe(true);
    expect((await only()).status).toBe('failed');
  });

  test('names the step an error came from, also when the error is wrapped on its way', async () => {
    const { recorder, only } = await openRecorded();
    const failed = recorder.run({ workflow: 'signup' }, async run => {
      await run.step('prepare', () => 1);
      await run
        .step('outer', async outer => {
          await outer.step('send-email', () => Promise.reject(new Error('no answer')));
        })
        .catch((cause: unknown) => {
          throw new Error('gave up', { cause });
        });
    });
    await expect(failed).rejects.toThrow('gave up');
    const run = await only();
    expect(run.errorSummary).toMatchObject({
      name: 'Error',
      message: 'gave up',
      step: 'send-email',
      cause: { name: 'Error', message: 'no answer' },
    });
    expect(run.steps?.find(step => step.id === run.error?.stepId)?.name).toBe('send-email');
  });

  test("takes the program's own id, queue time, attempt and trigger", async () => {
    const { recorder, only } = await openRecorded();
    const trigger = { type: 'webhook', name: 'signup', raw: 'POST /hooks/signup', at: new Date(5_000) };
    await recorder.run(
      { workflow: 'w', id: 'job-7', queuedAt: new Date(4_000), attempt: 3, trigger },
      () => {},
    );
    expect(await only()).toMatchObject({
      id: 'job-7',
      queuedAt: 4_000,
      attempt: 3,
      trigger: { type: 'webhook', label: 'Webhook · signup', raw: 'POST /hooks/signup', at: 5_000 },
    });
  });

  test('knows the parent of a run that is started inside another', async () => {
    const { recorder, runs } = await openRecorded();
    await recorder.run({ workflow: 'outer' }, async run => {
      await run.step('call', () => recorder.run({ workflow: 'inner' }, () => {}), { type: 'workflow' });
    });
    const [inner, outer] = await runs();
    expect([inner?.name, outer?.name]).toEqual(['inner', 'outer']);
    expect(inner?.parentId).toBe(outer?.id);
    expect(outer?.parentId).toBeUndefined();
  });

  test('keeps apart what many runs at once record', async () => {
    const { recorder, runs } = await openRecorded();
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    await Promise.all(
      numbers.map(number =>
        recorder.run({ workflow: 'w', input: number }, async run => {
          await run.step('a', () => new Promise(resolve => setImmediate(resolve)));
          run.log('info', `from ${number}`);
          return run.step('b', step => `${step.id} ${number}`);
        }),
      ),
    );
    const all = await runs();
    expect(all.map(run => run.input).sort()).toEqual(numbers.toSorted());
    for (const run of all) {
      expect(run.output).toBe(`${run.id} ${run.input}`);
      expect(run.steps?.map(step => step.name)).toEqual(['a', 'b']);
    }
  });

  test('sums usage by name, and lists models, services and cost without the noise of doubles', async () => {
    const { recorder, only } = await openRecorded();
    await recorder.run({ workflow: 'w' }, async run => {
      run.usage({ name: 'gpt-5-mini', kind: 'model', inputTokens: 1_000, outputTokens: 80, costUsd: 0.1 });
      await run.step('more', step =>
        step.usage({ name: 'gpt-5-mini', kind: 'model', inputTokens: 204, outputTokens: 6, costUsd: 0.2 }),
      );
      run.usage({ name: 'mail', kind: 'service', quantity: 2, unit: 'calls' });
    });
    expect(await only()).toMatchObject({
      costUsd: 0.3,
      models: ['gpt-5-mini'],
      services: ['mail'],
      usage: [
        { name: 'gpt-5-mini', kind: 'model', inputTokens: 1_204, outputTokens: 86, costUsd: 0.3 },
        { name: 'mail', kind: 'service', quantity: 2, unit: 'calls' },
      ],
    });
  });

  test('shows steps and cost of a run before it has ended', async () => {
    const { recorder, store } = await openRecorded();
    const opened = await store();
    await recorder.run({ workflow: 'w', id: 'r' }, async run => {
      await run.step('one', () => {});
      run.usage({ name: 'm', kind: 'model', costUsd: 0.5 });
      await recorder.flush();
      expect(await opened.getRun('r')).toMatchObject({ status: 'running', stepCount: 1, costUsd: 0.5 });
    });
  });

  test('names what a run waits for, as long as it waits', async () => {
    const { recorder, store, only } = await openRecorded();
    const opened = await store();
    const awaited = async () => {
      await recorder.flush();
      const { runs } = await opened.listRuns(
        { clauses: [] },
        { sort: newestFirst, limit: 1, now: Date.now() },
      );
      return [runs[0]?.status, runs[0]?.waitingFor];
    };
    await recorder.run({ workflow: 'w', id: 'r' }, async run => {
      const [approval, stock] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const first = run.waitFor('manual approval', approval.promise);
      expect(await awaited()).toEqual(['waiting', 'manual approval']);
      const second = run.waitFor('stock', stock.promise);
      expect(await awaited()).toEqual(['waiting', 'manual approval, stock']);
      approval.resolve();
      await first;
      expect(await awaited()).toEqual(['waiting', 'stock']);
      await run.step('work', async () => expect(await awaited()).toEqual(['running', undefined]));
      stock.resolve();
      await second;
    });
    expect((await only()).waitingFor).toBeUndefined();
  });

  test('tells how long a run slept or waited, and since when it does', async () => {
    const { recorder, store, only } = await openRecorded();
    const opened = await store();
    await recorder.run({ workflow: 'w', id: 'r' }, async run => {
      await run.sleep(30);
      const sleeping = run.sleep(300);
      await recorder.flush();
      const { status, pausedAt, pausedMs } = (await opened.getRun('r')) ?? {};
      expect([status, pausedAt !== undefined, (pausedMs ?? 0) >= 25]).toEqual(['sleeping', true, true]);
      await sleeping;
    });
    const { pausedAt, pausedMs = 0 } = await only();
    expect([pausedAt, pausedMs >= 300]).toEqual([undefined, true]);
  });

  test('ends a run once: what comes after its end changes neither status nor output', async () => {
    const { recorder, only } = await openRecorded();
    let late = Promise.resolve();
    await recorder.run({ workflow: 'w' }, run => {
      late = run.sleep(20).then(() => run.log('info', 'late'));
      return 'done';
    });
    await late;
    const run = await only();
    expect(run).toMatchObject({ status: 'success', output: 'done' });
    expect(run.trace.logs.map(log => log.message)).toEqual(['late']);
  });
});

describe('recorder.start and recorder.queue', () => {
  test('let an engine end its runs itself', async () => {
    const { recorder, runs } = await openRecorded();
    recorder.start({ workflow: 'a' }).succeed(1);
    recorder.start({ workflow: 'b' }).fail(new Error('bad'));
    recorder.start({ workflow: 'c' }).cancel();
    recorder.start({ workflow: 'd' });
    recorder.queue({ workflow: 'e' });
    const statuses = (await runs()).map(run => [run.name, run.status]).reverse();
    expect(statuses).toEqual([
      ['a', 'success'],
      ['b', 'failed'],
      ['c', 'canceled'],
      ['d', 'running'],
      ['e', 'queued'],
    ]);
  });

  test('a queued run has no start until it begins', async () => {
    const { recorder, store } = await openRecorded();
    const run = recorder.queue({ workflow: 'w' });
    const opened = await store();
    const queued = await opened.getRun(run.id);
    expect(queued?.status).toBe('queued');
    expect(queued?.queuedAt).toBe(queued?.createdAt);
    expect(queued?.startedAt).toBeUndefined();
    await expect(run.execute(() => 5)).resolves.toBe(5);
    await recorder.flush();
    expect(await opened.getRun(run.id)).toMatchObject({ status: 'success', output: 5 });
  });

  test('the first end counts', async () => {
    const { recorder, only } = await openRecorded();
    const run = recorder.start({ workflow: 'w' });
    run.succeed('yes');
    run.fail(new Error('no'));
    run.cancel();
    expect(await only()).toMatchObject({ status: 'success', output: 'yes' });
    await expect(run.execute(() => 1)).rejects.toThrow('has ended');
  });
});
