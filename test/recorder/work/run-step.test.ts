import { describe, expect, test } from 'vitest';
import type { Span, Trace } from '../../../src/model/run.ts';
import { openRecorded, until } from '../recorded.ts';

/** A trace as indented names with kind and status. */
function drawTree({ spans }: Trace): readonly string[] {
  const draw = (parentId: string | undefined, indent: string): readonly string[] =>
    spans
      .filter(span => span.parentId === parentId)
      .toSorted((left, right) => left.startAt - right.startAt || left.id.localeCompare(right.id))
      .flatMap(span => [
        `${indent}${span.name} ${span.kind} ${span.status}`,
        ...draw(span.id, `${indent}  `),
      ]);
  return draw(undefined, '');
}

function spanNamed({ spans }: Trace, name: string): Span {
  const span = spans.find(each => each.name === name);
  if (!span) throw new Error(`no span ${name}`);
  return span;
}

describe('run.step', () => {
  test('records type, input, output and nesting, and ties logs to the span they were written in', async () => {
    const { recorder, only } = await openRecorded();
    await recorder.run({ workflow: 'w' }, async run => {
      run.log('info', 'at the run', { size: 3 });
      await run.step(
        'outer',
        async outer => {
          // `run` and `outer` both mean the innermost step that is open here.
          await run.step('inner', inner => inner.log('debug', 'at the inner step'), { type: 'model' });
          outer.log('warn', 'at the outer step');
          return [1];
        },
        { input: { a: 1 } },
      );
    });
    const run = await only();
    const [outer, inner] = run.steps ?? [];
    expect(outer).toMatchObject({
      name: 'outer',
      type: 'action',
      status: 'success',
      attempt: 1,
      input: { a: 1 },
      output: [1],
    });
    expect(inner).toMatchObject({ name: 'inner', type: 'model', parentId: outer?.id });
    expect(inner?.output).toBeUndefined();
    expect(run.stepCount).toBe(2);
    expect(drawTree(run.trace)).toEqual(['w run ok', '  outer step ok', '    inner model ok']);
    expect(run.trace.logs.map(log => [log.level, log.message, log.spanId])).toEqual([
      ['info', 'at the run', spanNamed(run.trace, 'w').id],
      ['debug', 'at the inner step', spanNamed(run.trace, 'inner').id],
      ['warn', 'at the outer step', spanNamed(run.trace, 'outer').id],
    ]);
    expect(run.trace.logs[0]?.attributes).toEqual({ size: 3 });
  });

  test('keeps steps that run side by side under their own parents', async () => {
    const { recorder, only } = await openRecorded();
    await recorder.run({ workflow: 'w' }, run =>
      Promise.all(
        ['a', 'b'].map(name =>
          run.step(name, async () => {
            await new Promise(resolve => setImmediate(resolve));
            await run.span(`in ${name}`, () => {});
          }),
        ),
      ),
    );
    expect(drawTree((await only()).trace)).toEqual([
      'w run ok',
      '  a step ok',
      '    in a internal ok',
      '  b step ok',
      '    in b internal ok',
    ]);
  });

  test('is retried, and every attempt has its own step, span and error', async () => {
    const { recorder, only } = await openRecorded();
    const output = await recorder.run({ workflow: 'w' }, run =>
      run.step(
        'send-email',
        async step => {
          await step.span('POST', () => {}, { kind: 'http', attributes: { url: 'x' } });
          if (step.attempt < 3) throw new Error(`no answer ${step.attempt}`);
          return step.attempt;
        },
        { attempts: 5, retryDelayMs: attempt => attempt },
      ),
    );
    expect(output).toBe(3);
    const run = await only();
    expect(run.steps?.map(step => [step.name, step.attempt, step.status, step.error?.message])).toEqual([
      ['send-email', 1, 'failed', 'no answer 1'],
      ['send-email', 2, 'failed', 'no answer 2'],
      ['send-email', 3, 'success', undefined],
    ]);
    expect(run).toMatchObject({ status: 'success', stepCount: 1, attempt: 3 });
    expect(drawTree(run.trace)).toEqual([
      'w run ok',
      '  send-email step ok',
      '    attempt 1 attempt error',
      '      POST http ok',
      '    attempt 2 attempt error',
      '      POST http ok',
      '    attempt 3 attempt ok',
      '      POST http ok',
    ]);
    const whole = spanNamed(run.trace, 'send-email').id;
    expect(run.trace.logs.map(log => [log.message, log.spanId])).toEqual([
      ['retrying in 1 ms', whole],
      ['retrying in 2 ms', whole],
    ]);
    expect(spanNamed(run.trace, 'attempt 1').events[0]).toMatchObject({
      name: 'exception',
      attributes: { 'exception.type': 'Error', 'exception.message': 'no answer 1' },
    });
  });

  test('lasts as long as its span, and every attempt as its own, whenever the clock ticks', async () => {
    let now = Date.now();
    const { recorder, only } = await openRecorded({ now: () => now++ });
    await recorder.run({ workflow: 'w' }, async run => {
      await run.step('once', () => {});
      await run.step('twice', ({ attempt }) => (attempt === 1 ? Promise.reject(new Error('no')) : 'ok'), {
        attempts: 2,
      });
    });
    const { startedAt, finishedAt, steps = [], trace } = await only();
    const [once, failed, again] = steps;
    const timesOf = (name: string) => [spanNamed(trace, name).startAt, spanNamed(trace, name).endAt];
    expect(timesOf('w')).toEqual([startedAt, finishedAt]);
    expect(timesOf('once')).toEqual([once?.startedAt, once?.finishedAt]);
    expect(timesOf('attempt 1')).toEqual([failed?.startedAt, failed?.finishedAt]);
    expect(timesOf('attempt 2')).toEqual([again?.startedAt, again?.finishedAt]);
    expect(timesOf('twice')).toEqual([failed?.startedAt, again?.finishedAt]);
  });

  test('one attempt that is enough leaves one span, however many were allowed', async () => {
    const { recorder, only } = await openRecorded();
    await recorder.run({ workflow: 'w' }, run => run.step('s', () => {}, { attempts: 3 }));
    expect(drawTree((await only()).trace)).toEqual(['w run ok', '  s step ok']);
  });

  test('gives up after the last attempt and throws its error', async () => {
    const { recorder, only } = await openRecorded();
    const failed = recorder.run({ workflow: 'w' }, run =>
      run.step('s', step => Promise.reject(new Error(`no ${step.attempt}`)), { attempts: 2 }),
    );
    await expect(failed).rejects.toThrow('no 2');
    const run = await only();
    expect(run.errorSummary).toMatchObject({ step: 's', message: 'no 2' });
    expect(run.steps?.find(step => step.id === run.error?.stepId)?.attempt).toBe(2);
    expect(drawTree(run.trace)).toEqual([
      'w run error',
      '  s step error',
      '    attempt 1 attempt error',
      '    attempt 2 attempt error',
    ]);
  });

  test('is seen while it goes on', async () => {
    const { recorder, store } = await openRecorded();
    const opened = await store();
    const { promise, resolve } = Promise.withResolvers<void>();
    const run = recorder.run({ workflow: 'w', id: 'r' }, async scope => {
      await scope.step('long', () => promise);
    });
    await recorder.flush();
    const [step] = (await opened.getRun('r', { include: { steps: true } }))?.steps ?? [];
    expect(step).toMatchObject({ name: 'long', status: 'running' });
    expect(step?.finishedAt).toBeUndefined();
    const trace = await opened.getTrace('r');
    expect(trace?.spans.map(span => [span.name, span.endAt])).toEqual([
      ['w', undefined],
      ['long', undefined],
    ]);
    resolve();
    await run;
  });
});

describe('run.span', () => {
  test('keeps attributes that were set and events that happened, and rethrows', async () => {
    const { recorder, only } = await openRecorded();
    const failed = recorder.run({ workflow: 'w' }, run =>
      run.span(
        'GET',
        async span => {
          span.set({ status: 503 });
          span.event('retry', { after: 20n });
          throw new RangeError('too far');
        },
        { kind: 'http', attributes: { url: 'x' } },
      ),
    );
    await expect(failed).rejects.toThrow(RangeError);
    const { trace } = await only();
    const span = spanNamed(trace, 'GET');
    expect(span).toMatchObject({ kind: 'http', status: 'error', attributes: { url: 'x', status: 503 } });
    expect(span.events.map(event => event.name)).toEqual(['retry', 'exception']);
    expect(span.events[1]?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'too far',
    });
  });
});

describe('run.sleep and run.waitFor', () => {
  test('show the run as sleeping or waiting for as long as nothing else in it runs', async () => {
    const { recorder, store } = await openRecorded();
    const opened = await store();
    const status = async (): Promise<string | undefined> => {
      await recorder.flush();
      return (await opened.getRun('r'))?.status;
    };
    const hook = Promise.withResolvers<string>();
    const work = Promise.withResolvers<void>();
    const run = recorder.run({ workflow: 'w', id: 'r' }, async scope => {
      await scope.sleep(500);
      const approved = scope.waitFor('approval', hook.promise);
      await scope.step('beside', () => work.promise);
      return approved;
    });
    expect(await status()).toBe('sleeping');
    await until(async () => ((await status()) === 'running' ? true : undefined));
    work.resolve();
    await until(async () => ((await status()) === 'waiting' ? true : undefined));
    hook.resolve('yes');
    await expect(run).resolves.toBe('yes');
    expect(await status()).toBe('success');
    const steps = (await opened.getRun('r', { include: { steps: true } }))?.steps;
    expect(steps?.map(step => [step.name, step.type, step.output])).toEqual([
      ['sleep', 'sleep', undefined],
      ['approval', 'hook', 'yes'],
      ['beside', 'action', undefined],
    ]);
  });

  test('a hook that fails fails its step, and the run where nobody catches it', async () => {
    const { recorder, only } = await openRecorded();
    const failed = recorder.run({ workflow: 'w' }, run =>
      run.waitFor('approval', Promise.reject(new Error('declined'))),
    );
    await expect(failed).rejects.toThrow('declined');
    expect((await only()).errorSummary).toMatchObject({ message: 'declined', step: 'approval' });
  });

  test('the pause before another attempt counts as sleeping', async () => {
    const { recorder, store } = await openRecorded();
    const opened = await store();
    let isSeen = false;
    const run = recorder.run({ workflow: 'w', id: 'r' }, scope =>
      scope.step('s', () => (isSeen ? 'done' : Promise.reject(new Error('x'))), {
        attempts: 1_000,
        retryDelayMs: 80,
      }),
    );
    isSeen = await until(async () => {
      await recorder.flush();
      return (await opened.getRun('r'))?.status === 'sleeping' ? true : undefined;
    });
    await expect(run).resolves.toBe('done');
  });
});

describe('an error that wraps another', () => {
  const thrownIn = async (error: unknown) => {
    const { recorder, only } = await openRecorded();
    const work = recorder.run({ workflow: 'w' }, run =>
      run.step('pay', step =>
        step.span('POST pay', () => {
          throw error;
        }),
      ),
    );
    await expect(work).rejects.toBe(error);
    return only();
  };

  test('tells each of its spans the innermost cause, beside what was thrown', async () => {
    const cause = new RangeError('out of range', { cause: 'disk full' });
    const run = await thrownIn(new Error('request failed', { cause }));
    expect(run.errorSummary).toMatchObject({ message: 'request failed', cause: { message: 'disk full' } });
    const told = run.trace.spans.map(({ events }) => events.at(-1)?.attributes);
    expect(told).toHaveLength(3);
    for (const attributes of told)
      expect(attributes).toMatchObject({
        'exception.message': 'request failed',
        'exception.cause.message': 'disk full',
      });
  });

  test('tells nothing twice, and is recorded though its cause cannot be read', async () => {
    const plain = await thrownIn(new Error('request failed'));
    const hostile = await thrownIn(
      Object.defineProperty(new Error('request failed'), 'cause', {
        get() {
          throw new Error('no');
        },
      }),
    );
    for (const { trace } of [plain, hostile])
      for (const { events } of trace.spans)
        expect(Object.keys(events.at(-1)?.attributes ?? {}).join()).not.toContain('cause');
  });
});
