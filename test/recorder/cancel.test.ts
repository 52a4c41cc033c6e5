import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isRunCanceled, type RunScope } from '../../src/recorder/recorder.ts';
import { scaleToLoad } from '../in-time.ts';
import { openRecorded, share, until } from './recorded.ts';

/** How long a cancel may take to reach the program, in ms. */
const withinMs = 1_000;

const shared = share(async atEnd => {
  const { recorder, store } = await openRecorded({}, atEnd);
  return { recorder, opened: await store() };
});

type Work = (run: RunScope) => Promise<unknown>;

/** Runs `work`, cancels it in the inspector's way once it is under way, and tells how it ended. */
async function cancelWhile(work: Work) {
  const { recorder, opened } = shared();
  const id = randomUUID();
  const ended = recorder.run({ workflow: 'w', id }, work).then(
    value => ({ value, at: performance.now() }),
    (error: unknown) => ({ error, at: performance.now() }),
  );
  await until(async () => {
    await recorder.flush();
    return ((await opened.getRun(id, { include: { steps: true } }))?.steps?.length ?? 0) > 0
      ? true
      : undefined;
  });
  expect(await opened.cancelRun(id, { by: 'ada' })).toEqual({ type: 'requested' });
  const requestedAt = performance.now();
  const end = await ended;
  await recorder.flush();
  const run = await opened.getRun(id, { include: { steps: true } });
  const trace = await opened.getTrace(id);
  return { end, tookMs: end.at - requestedAt, run, trace };
}

const untilAborted = (run: RunScope): Promise<never> =>
  new Promise((_, reject) => run.signal.addEventListener('abort', () => reject(run.signal.reason)));

describe('a run that is canceled in the inspector', () => {
  const places: Readonly<Record<string, Work>> = {
    'in a step': run => run.step('s', () => untilAborted(run)),
    'in a nested step': run => run.step('s', outer => outer.step('t', inner => untilAborted(inner))),
    asleep: run => run.sleep(60_000),
    'waiting for a hook': run => run.waitFor('approval', new Promise(() => {})),
    'between two attempts': run =>
      run.step('s', () => Promise.reject(new Error('x')), { attempts: 2, retryDelayMs: 60_000 }),
  };

  test.each(Object.keys(places))('ends within a second %s', async place => {
    const { end, tookMs, run } = await cancelWhile(places[place] ?? untilAborted);
    expect('error' in end && isRunCanceled(end.error)).toBe(true);
    expect(tookMs).toBeLessThan(scaleToLoad(withinMs));
    expect(run).toMatchObject({ status: 'canceled', cancel: { by: 'ada', outcome: 'canceled' } });
    expect(run?.error).toBeUndefined();
    expect(run?.finishedAt).toBeGreaterThanOrEqual(run?.startedAt ?? Number.POSITIVE_INFINITY);
  });

  test('its steps that were under way are canceled too', async () => {
    const { run } = await cancelWhile(scope => scope.step('s', outer => outer.sleep(60_000)));
    expect(run?.steps?.map(step => [step.name, step.status, step.error])).toEqual([
      ['s', 'canceled', undefined],
      ['sleep', 'canceled', undefined],
    ]);
  });

  test('leaves no span open, also when it ends between two attempts', async () => {
    const { trace } = await cancelWhile(run =>
      run.step('s', () => Promise.reject(new Error('x')), { attempts: 2, retryDelayMs: 60_000 }),
    );
    expect(trace?.spans.map(span => [span.name, span.status, span.endAt === undefined])).toEqual([
      ['w', 'unset', false],
      ['s', 'unset', false],
      ['attempt 1', 'error', false],
    ]);
  });

  test('is no error of the span in which it was waiting', async () => {
    const { trace } = await cancelWhile(run => run.span('in between', () => run.sleep(60_000)));
    expect(trace?.spans.map(({ name, status, events }) => [name, status, events.length])).toEqual([
      ['w', 'unset', 0],
      ['in between', 'unset', 0],
      ['sleep', 'unset', 0],
    ]);
  });

  test('is not tried again, and starts no further step', async () => {
    const attempts: number[] = [];
    const { run } = await cancelWhile(async scope => {
      await scope
        .step(
          's',
          async step => {
            attempts.push(step.attempt);
            await untilAborted(scope);
          },
          { attempts: 3 },
        )
        .catch(() => {});
      await scope.step('never', () => attempts.push(99));
    });
    expect(attempts).toEqual([1]);
    expect(run?.steps?.map(step => step.name)).toEqual(['s']);
    expect(run?.status).toBe('canceled');
  });

  test('is canceled with its error when it ends by another error than the cancel', async () => {
    const { end, run } = await cancelWhile(async scope => {
      await scope.sleep(60_000).catch(() => {
        throw new Error('could not roll back');
      });
    });
    expect('error' in end && end.error).toMatchObject({ message: 'could not roll back' });
    expect(run).toMatchObject({ status: 'canceled', error: { message: 'could not roll back' } });
  });

  test('is a success, with a note, when it completes despite the request', async () => {
    const { end, run } = await cancelWhile(async scope => {
      await scope.sleep(60_000).catch(() => {});
      return 'stubborn';
    });
    expect(end).toMatchObject({ value: 'stubborn' });
    expect(run).toMatchObject({
      status: 'success',
      output: 'stubborn',
      cancel: { by: 'ada', outcome: 'completed despite the request' },
    });
  });

  test('counts an AbortError of whatever listened to the signal as the cancel', async () => {
    const { run } = await cancelWhile(scope =>
      scope.step('s', async () => {
        await untilAborted(scope).catch(() => {
          throw new DOMException('stopped', 'AbortError');
        });
      }),
    );
    expect(run?.status).toBe('canceled');
    expect(run?.error).toBeUndefined();
  });
});

describe('a run that is canceled while it is queued', () => {
  test('is over at once and never starts', async () => {
    const { recorder, opened } = shared();
    const queued = recorder.queue({ workflow: 'w' });
    await recorder.flush();
    await opened.cancelRun(queued.id);
    await until(() => (queued.signal.aborted ? true : undefined), scaleToLoad(withinMs));
    const error = await queued.execute(() => 'started').catch((reason: unknown) => reason);
    expect(isRunCanceled(error)).toBe(true);
    await recorder.flush();
    const run = await opened.getRun(queued.id);
    expect(run?.status).toBe('canceled');
    expect(run?.startedAt).toBeUndefined();
  });
});

describe('a run with a signal of its program', () => {
  test('ends all the runs that share it, wherever they pause', async () => {
    const { recorder, runs } = await openRecorded();
    const controller = new AbortController();
    const all = Array.from({ length: 30 }, () =>
      recorder.run({ workflow: 'w', signal: controller.signal }, run =>
        Promise.all(Array.from({ length: 30 }, () => run.sleep(60_000))),
      ),
    );
    controller.abort(new Error('enough'));
    for (const end of await Promise.allSettled(all))
      expect(end).toMatchObject({ reason: { message: 'enough' } });
    expect((await runs()).every(run => run.status === 'canceled')).toBe(true);
  });

  test('ends canceled by it, and is not called canceled in the inspector', async () => {
    const { recorder, only } = await openRecorded();
    const controller = new AbortController();
    const reason = new Error('shutting down');
    const run = recorder.run({ workflow: 'w', signal: controller.signal }, scope => scope.sleep(60_000));
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    const recorded = await only();
    expect(recorded.status).toBe('canceled');
    expect(recorded.cancel).toBeUndefined();
  });

  test('does not start when it has fired before', async () => {
    const { recorder, only } = await openRecorded();
    let hasStarted = false;
    const run = recorder.run({ workflow: 'w', signal: AbortSignal.abort(new Error('closed')) }, () => {
      hasStarted = true;
    });
    await expect(run).rejects.toThrow('closed');
    expect(hasStarted).toBe(false);
    expect((await only()).status).toBe('canceled');
  });
});
