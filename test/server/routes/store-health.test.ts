import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import { createHealthCheck, healthTimes } from '../../../src/server/routes/store-health.ts';
import { createFakeServed } from '../fake-served.ts';
import { startServing, until } from '../serving.ts';

describe('the health of a server', () => {
  it('is that of its database', async () => {
    const { get } = await startServing();
    const answer = await get('/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: 'ok',
      version: '1.2.3',
      store: { kind: 'sqlite', ok: true, ms: expect.any(Number) },
    });
  });

  it('is bad when the database is gone, without its location', async () => {
    const { get, served } = await startServing();
    rmSync(served.store.target.location);
    const answer = await get('/health');
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      status: 'failing',
      store: { ok: false, problem: expect.any(String) },
    });
    expect(text).not.toContain('runs.db');
  });

  it.each([
    [new InspectorError('unreachable', 'postgres://user:hunter2@db is away'), 'the store cannot be reached'],
    [new Error('hunter2'), 'the server failed'],
  ])('describes %s only by its kind', async (error, problem) => {
    const check = createHealthCheck(
      createFakeServed([], {
        check: async () => {
          throw error;
        },
      }),
    );
    expect(await check()).toMatchObject({ ok: false, problem });
  });

  it('is logged with its reason where a bug made the check fail', async () => {
    const check = async () => {
      throw new TypeError('rows is not iterable');
    };
    const { get, lines } = await startServing({ wrap: served => ({ ...served, check }) });
    expect(await (await get('/health')).text()).not.toContain('iterable');
    await until(() => lines.length > 0, 'the request is logged');
    expect(lines[0]).toMatchObject({ status: 503, error: 'TypeError: rows is not iterable' });
  });

  it('is bad when the database does not answer in time', async () => {
    let isAborted = false;
    const check = createHealthCheck(
      createFakeServed([], {
        check: signal => {
          signal.addEventListener('abort', () => {
            isAborted = true;
          });
          return new Promise(() => {});
        },
      }),
      { ...healthTimes, answerMs: 50, checkMs: 60 },
    );
    expect(await check()).toMatchObject({ ok: false, problem: 'the store did not answer in time' });
    await until(() => isAborted, 'the check ends');
  });

  it('is that of a moment ago while the database is busy, and bad when it remains so', async () => {
    let isBusy = false;
    const check = createHealthCheck(
      createFakeServed([], { check: () => (isBusy ? new Promise(() => {}) : Promise.resolve()) }),
      { ...healthTimes, recentAnswerMs: 10, checkMs: 200 },
    );
    expect(await check()).toMatchObject({ ok: true });
    isBusy = true;
    expect(await check()).toMatchObject({ ok: true });
    await until(async () => !(await check()).ok, 'it is bad');
  });

  it('is checked once for all requests at the same time', async () => {
    let checks = 0;
    const check = createHealthCheck(
      createFakeServed([], {
        check: async () => {
          checks += 1;
          await new Promise(resolve => setTimeout(resolve, 20));
        },
      }),
    );
    await Promise.all([check(), check(), check()]);
    expect(checks).toBe(1);
    await check();
    expect(checks).toBe(2);
  });
});
