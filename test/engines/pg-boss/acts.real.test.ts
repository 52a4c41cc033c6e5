import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openPgBossStore } from '../../../src/engines/pg-boss/open-pg-boss-store.ts';
import { pgBossEngine } from '../../../src/engines/pg-boss/pg-boss-engine.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { formatQueueWait } from '../../../src/model/text/queue-wait.ts';
import { type PgBoss, startPgBoss } from './start-pg-boss.ts';

let boss: PgBoss;
let store: RunStore;

beforeAll(async () => {
  boss = await startPgBoss();
  store = await boss.open();
});
afterAll(async () => {
  await store?.close();
  await boss?.stop();
});

const details = { include: { steps: true } };

it('tells the version, the tables and the rights of the user', async () => {
  const check = await store.check?.();
  expect(check?.versions).toEqual([expect.stringMatching(/^PostgreSQL \d/), 'pg-boss schema 46']);
  expect(check?.tables.map(name => name.split('.').at(-1))).toEqual(['job', 'queue', 'version']);
  expect(check?.rights).toEqual({ read: true, act: true });
});

describe('a failed job of pg-boss', () => {
  it('is one run with its last error, whose copy as a dead letter is a step', async () => {
    const id = await boss.send('mail', { kind: 'http-error', to: 'ada@example.com' });
    await boss.reach(id, 'failed');
    const run = await store.getRun(id, details);
    expect(run).toMatchObject({
      name: 'mail',
      status: 'failed',
      attempt: 2,
      input: { kind: 'http-error', to: 'ada@example.com' },
      error: { name: 'Error', message: expect.stringMatching(/502 Bad Gateway, attempt \d/) },
      errorSummary: { cause: { message: 'socket hang up' } },
      raw: { dead_letter: 'lost-mail', retry_limit: 1 },
    });
    expect(run?.steps).toMatchObject([
      { name: 'handler', status: 'failed', attempt: 2, error: { name: 'Error' } },
      { name: 'dead letter in lost-mail', type: 'workflow', status: 'success' },
    ]);
    const { spans } = (await store.getTrace(id)) ?? { spans: [] };
    expect(spans.map(({ kind }) => kind)).toEqual(['run', 'step', 'workflow']);
    const list = { sort: newestFirst, limit: 50, now: Date.now() };
    const { runs } = await store.listRuns(parseQuery('workflow:lost-mail'), list);
    expect(runs).toEqual([]);
    const copy = spans.at(-1)?.attributes.childRunId;
    expect(await store.getRun(String(copy))).toMatchObject({ name: 'lost-mail', status: 'queued' });
  });

  it('tells what was thrown, where that is no error', async () => {
    const [text, list] = [
      await boss.send('alert', { kind: 'text' }, { retryLimit: 0 }),
      await boss.send('alert', { kind: 'list' }, { retryLimit: 0 }),
    ];
    const read = async (id: string) => {
      await boss.reach(id, 'failed');
      return store.getRun(id, details);
    };
    const told = (message: string) => ({
      ...{ error: { message }, errorSummary: { message }, steps: [{ error: { message } }] },
    });
    expect(await read(text)).toMatchObject(told('the till is closed'));
    expect(await read(list)).toMatchObject(told('["the till is closed",{"till":4}]'));
  });

  it('is listed beside its origin once a handler of dead letters has taken it', async () => {
    const id = await boss.send('parcels', { kind: 'type-error' });
    await boss.reach(id, 'failed');
    const list = { sort: newestFirst, limit: 50, now: Date.now() };
    await expect
      .poll(async () => (await store.listRuns(parseQuery('workflow:lost-parcels'), list)).runs)
      .toMatchObject([{ name: 'lost-parcels', status: 'failed', parentId: id }]);
  });

  it('is not said to have been queued while its first attempt ran', async () => {
    const failed = await boss.send('mail', { kind: 'type-error' });
    await boss.reach(failed, 'failed');
    expect((await store.getRun(failed))?.queuedAt).toBeUndefined();
    const waiting = await boss.send('charge', { kind: 'type-error' }, { retryDelay: 3_600 });
    await boss.reach(waiting, 'retry');
    const run = await store.getRun(waiting, details);
    expect(run).toMatchObject({ statusLabel: 'Backing off', attempt: 1 });
    const [{ startedAt = 0, finishedAt = 0 } = {}] = run?.steps ?? [];
    expect(finishedAt).toBeGreaterThanOrEqual(startedAt);
    expect(finishedAt).toBeLessThanOrEqual(Date.now());
    expect(run && formatQueueWait(run, Date.now())).toBe('');
  });

  it('was queued from the time for which it was sent', async () => {
    const id = await boss.send('alert', { kind: 'ok' }, { startAfter: 2 });
    await boss.reach(id, 'completed');
    const { createdAt = 0, queuedAt = 0 } = (await store.getRun(id)) ?? {};
    expect(queuedAt - createdAt).toBeGreaterThan(1_500);
  });

  it('runs again as a new job, and stays as it was', async () => {
    const id = await boss.send('charge', { kind: 'type-error', userId: 8 });
    await boss.reach(id, 'failed');
    const before = await boss.query(`SELECT * FROM ${boss.schema}.job WHERE id = $1`, id);
    const result = await store.restartRun?.(id);
    expect(result).toEqual({ type: 'started', id: expect.not.stringMatching(id) });
    const again = result?.type === 'started' ? result.id : '';
    await boss.reach(again, 'failed');
    expect(await store.getRun(again)).toMatchObject({
      name: 'charge',
      input: { kind: 'type-error', userId: 8 },
    });
    expect(await boss.query(`SELECT * FROM ${boss.schema}.job WHERE id = $1`, id)).toEqual(before);
    const [job] = await boss.query(
      `SELECT retry_limit, policy, dead_letter FROM ${boss.schema}.job WHERE id = $1`,
      again,
    );
    expect(job).toEqual({ retry_limit: 2, policy: 'standard', dead_letter: null });
  });
});

describe('a cancel', () => {
  it('ends jobs that are queued, running and waiting for a retry', async () => {
    const queued = await boss.send('idle', { n: 1 });
    const later = await boss.send('charge', { kind: 'ok' }, { startAfter: 3_600 });
    const running = await boss.send('charge', { kind: 'slow' });
    await boss.reach(running, 'active');
    expect(await store.getRun(later)).toMatchObject({ statusLabel: 'Scheduled', wakeAt: expect.any(Number) });
    for (const id of [queued, later, running]) {
      expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
      expect(await store.getRun(id)).toMatchObject({ status: 'canceled' });
    }
  });

  it('leaves alone what has ended or is not there', async () => {
    const id = await boss.send('charge', { kind: 'ok' });
    await boss.reach(id, 'completed');
    expect(await store.cancelRun(id)).toEqual({ type: 'already-finished', status: 'success' });
    expect(await store.cancelRun('00000000-0000-0000-0000-000000000000')).toEqual({ type: 'not-found' });
    expect(await store.cancelRun('nope')).toEqual({ type: 'not-found' });
  });
});

describe('a verb of pg-boss', () => {
  const perform = (id: string, verb: string, isSaved?: true) => store.performVerb?.(id, { verb, isSaved });

  it('resumes a canceled job as the same one, and no other', async () => {
    const id = await boss.send('idle', { n: 2 });
    expect(await perform(id, 'resume')).toEqual({
      ...{ type: 'refused', reason: 'resume is for a canceled job, and idle is queued' },
    });
    await store.cancelRun(id);
    expect(await perform(id, 'resume')).toMatchObject({ type: 'done', status: 'queued' });
    expect(await store.getRun(id)).toMatchObject({
      ...{ status: 'queued', statusLabel: undefined, wakeAt: undefined, input: { n: 2 } },
    });
    expect(await perform('00000000-0000-0000-0000-000000000000', 'resume')).toEqual({ type: 'not-found' });
    expect(await perform(id, 'rewind')).toEqual({ type: 'unsupported' });
  });

  it('retries a failed job in place once it is saved, and wakes its workers', async () => {
    const id = await boss.send('alert', { kind: 'type-error' }, { retryLimit: 0 });
    await boss.reach(id, 'failed');
    const loses = 'its error and the times of its last attempt';
    const unsaved = { type: 'refused', reason: `it is not saved, and would lose ${loses}` };
    expect(await perform(id, 'retry-in-place')).toEqual(unsaved);
    const startedAt = Date.now();
    expect(await perform(id, 'retry-in-place', true)).toMatchObject({ type: 'done' });
    await boss.reach(id, 'failed');
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    expect(await store.getRun(id)).toMatchObject({ status: 'failed', attempt: 2 });
  });

  it('redrives a dead letter to the queue where it failed, and names the new job', async () => {
    const id = await boss.send('mail', { kind: 'http-error', to: 'grace@example.com' });
    await boss.reach(id, 'failed');
    const [{ id: copy } = {}] = await boss.query(
      `SELECT id::text FROM ${boss.schema}.job WHERE source_id = $1`,
      id,
    );
    const letter = await store.getRun(String(copy));
    expect(letter).toMatchObject({ name: 'lost-mail', parentId: id });
    expect(letter?.raw?.source_output).toMatchObject({ message: expect.stringContaining('502') });
    expect(await perform(id, 'redrive', true)).toMatchObject({ type: 'refused' });
    const result = await perform(String(copy), 'redrive', true);
    expect(result).toEqual({ type: 'done', newId: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(await store.getRun(String(copy))).toBeUndefined();
    const newId = result?.type === 'done' ? String(result.newId) : '';
    await boss.reach(newId, 'failed');
    const [job] = await boss.query(
      `SELECT name, dead_letter, retry_limit, source_root_id::text FROM ${boss.schema}.job WHERE id = $1`,
      newId,
    );
    expect(job).toEqual({ name: 'mail', dead_letter: 'lost-mail', retry_limit: 1, source_root_id: id });
  });
});

describe('a start', () => {
  it('adds a job with the settings of its queue, once for an id', async () => {
    const request = { workflow: 'mail', input: { kind: 'ok', to: 'ada' }, id: crypto.randomUUID() };
    expect(await store.startRun(request)).toEqual({ type: 'started', id: request.id });
    await boss.reach(request.id, 'completed');
    expect(await store.startRun(request)).toEqual({ type: 'started', id: request.id, already: {} });
    expect(await store.startRun({ ...request, input: 1 })).toMatchObject({ taken: { differs: 'input' } });
    expect(await store.startRun({ ...request, workflow: 'charge' })).toMatchObject({
      taken: { differs: 'workflow' },
    });
    expect(await store.getRun(request.id)).toMatchObject({ raw: { dead_letter: 'lost-mail' } });
  });

  it('wakes the workers of a queue that is polled every 30 s', async () => {
    const startedAt = Date.now();
    const result = await store.startRun({ workflow: 'alert', input: { kind: 'ok' } });
    if (result.type !== 'started') throw new Error(result.type);
    await boss.reach(result.id, 'completed');
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  });

  it('refuses queues that are not there, and ids that are none', async () => {
    expect(await store.startRun({ workflow: 'nope' })).toMatchObject({
      type: 'refused',
      reason: 'there is no queue nope',
    });
    expect(await store.startRun({ workflow: 'mail', id: 'x' })).toMatchObject({ type: 'refused' });
    const names = (await store.workflows()).filter(({ isOffered }) => isOffered).map(({ name }) => name);
    expect(names.sort()).toEqual([
      'alert',
      'charge',
      'idle',
      'lost-mail',
      'lost-parcels',
      'mail',
      'parcels',
      'quick',
    ]);
  });
});

describe('a database', () => {
  it('is told from one without pg-boss, and from one that may not be read', async () => {
    const target = { name: 'jobs', kind: 'pg-boss', location: 'there', reason: 'argument' } as const;
    const list = { sort: newestFirst, limit: 5, now: Date.now() };
    const read = async (place: string) => {
      const opened = await openPgBossStore({ known: pgBossEngine.known, place, target });
      try {
        return await opened.listRuns(parseQuery(''), list).catch((error: unknown) => String(error));
      } finally {
        await opened.close();
      }
    };
    expect(await read(`${boss.url}#public`)).toMatch(/the schema public of .* holds no tables of pg-boss/);
    await boss.query('CREATE ROLE onlooker LOGIN');
    const other = Object.assign(new URL(boss.url), { username: 'onlooker', password: '' }).href;
    expect(await read(other)).toMatch(/lacks a right it needs/);
    await boss.query(`DROP ROLE onlooker`);
  });
});
