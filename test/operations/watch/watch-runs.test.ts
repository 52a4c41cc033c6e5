import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { Run } from '../../../src/model/run.ts';
import { watchRuns } from '../../../src/operations/watch/run-watch.ts';
import { createRun, now } from '../../cli/sample-runs.ts';
import { createMemoryStore, type MemoryStore } from '../../screen/memory-store.ts';

const minute = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const run = (id: string, fields: Partial<Run> = {}) => createRun({ id, createdAt: now, ...fields });
const running = (id: string, fields: Partial<Run> = {}) =>
  run(id, { status: 'running', finishedAt: undefined, ...fields });

/** A watch whose lines are collected while time passes, and what it says of the store. */
function startWatch(store: MemoryStore, filter = '') {
  const ending = new AbortController();
  const told: string[] = [];
  const outages: string[] = [];
  let reads = 0;
  const watch = async () => {
    const options = {
      signal: ending.signal,
      now: () => now,
      onOutage: (error: InspectorError | undefined) => void outages.push(error?.message ?? 'over'),
    };
    for await (const { changed } of watchRuns(store, parseQuery(filter), options)) {
      reads += 1;
      for (const { id, status } of changed) told.push(`${id} ${status}`);
    }
  };
  const ended = watch().catch(error => error);
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 250) {
      await vi.advanceTimersByTimeAsync(250);
      await nextTurn();
    }
  };
  return { told, outages, reads: () => reads, pass, ended, end: () => ending.abort() };
}

async function onRead(store: MemoryStore, filter = '') {
  const watch = startWatch(store, filter);
  await watch.pass(500);
  expect(watch.reads()).toBeGreaterThan(0);
  return watch;
}

describe('a watch', () => {
  it('says nothing of runs that were there, and tells how each new one stands, oldest first', async () => {
    const store = createMemoryStore([run('before'), running('going')]);
    const watch = await onRead(store);
    store.put(run('b', { createdAt: now + 2 }), running('a', { createdAt: now + 1 }));
    store.announce();
    await watch.pass(1_000);
    store.put(run('a', { createdAt: now + 1, status: 'failed' }), run('going'));
    store.announce();
    await watch.pass(20_000);
    expect(watch.told).toEqual(['a running', 'b success', 'going success', 'a failed']);
    watch.end();
  });

  it('tells of a run that still waits when it begins to wait for something else, once', async () => {
    const waiting = (waitingFor?: string) => running('going', { status: 'waiting', waitingFor });
    const store = createMemoryStore([running('going')]);
    const watch = await onRead(store);
    for (const name of ['approval', 'approval', 'courier', undefined]) {
      store.put(waiting(name));
      store.announce();
      await watch.pass(3_000);
    }
    expect(watch.told).toEqual(['going waiting', 'going waiting', 'going waiting']);
    watch.end();
  });

  it('tells of what a store does not announce, such as a run whose process died', async () => {
    const store = createMemoryStore([running('lost')]);
    const watch = await onRead(store);
    store.put(run('lost', { status: 'failed', isLost: true }));
    await watch.pass(3_000);
    expect(watch.told).toEqual(['lost failed']);
    watch.end();
  });

  it('finds a run that comes late, and repeats none', async () => {
    const store = createMemoryStore([run('before')]);
    const watch = await onRead(store);
    store.put(run('late', { createdAt: now - 1.5 * minute }));
    await watch.pass(8_000);
    await watch.pass(10 * minute);
    expect(watch.told).toEqual(['late success']);
    watch.end();
  });

  it('reports a run when it comes to match, by its status, its cost or its payloads', async () => {
    const store = createMemoryStore([running('a'), running('b')], { output: { word: 'granted' } });
    const byStatus = await onRead(store, 'status:failed');
    const byCost = await onRead(store, 'cost:>1');
    const byPayload = await onRead(store, 'output.word:granted -status:running');
    store.put(running('a', { costUsd: 2 }), run('b', { status: 'failed' }));
    store.announce();
    for (const watch of [byStatus, byCost, byPayload]) await watch.pass(2_000);
    expect(byStatus.told).toEqual(['b failed']);
    expect(byCost.told).toEqual(['a running']);
    expect(byPayload.told).toEqual(['b failed']);
    for (const watch of [byStatus, byCost, byPayload]) watch.end();
  });

  it('catches up with what came while the store was away, however long that was', async () => {
    const store = createMemoryStore([running('going')]);
    const watch = await onRead(store);
    store.failWith = new InspectorError('unreachable', 'no way');
    store.announce();
    await watch.pass(10 * minute);
    const later = now + 10 * minute;
    store.put(run('going'), run('during', { createdAt: now + 1 }), run('newest', { createdAt: later }));
    store.failWith = undefined;
    await watch.pass(20_000);
    store.put(run('spooled', { createdAt: now + 2 }));
    await watch.pass(20_000);
    expect(watch.outages).toEqual(['no way', 'over']);
    expect(watch.told).toEqual(['going success', 'during success', 'newest success', 'spooled success']);
    watch.end();
  });

  it('reads less of a store that tells its late runs, also after it was away, and misses none of them', async () => {
    const store = createMemoryStore([run('before')]);
    const late: string[] = [];
    store.lateRuns = async ({ after = '0' }) => ({
      addresses: late.slice(Number(after)),
      position: String(late.length),
    });
    const watch = await onRead(store);
    store.failWith = new InspectorError('unreachable', 'no way');
    await watch.pass(5_000);
    store.failWith = undefined;
    await watch.pass(20_000);
    store.put(run('spooled', { createdAt: now - 90 * minute }), run('recent', { createdAt: now - 90_000 }));
    late.push('spooled', 'recent');
    await watch.pass(10 * minute);
    expect(watch.told).toEqual(['spooled success', 'recent success']);
    const since = store.asked.flatMap(({ query }) =>
      query.clauses.flatMap(clause =>
        clause.type === 'time' ? clause.tests.flatMap(test => ('text' in test ? [test.text] : [])) : [],
      ),
    );
    expect(since.length).toBeGreaterThan(0);
    expect(Math.min(...since.map(text => Date.parse(text)))).toBe(now - minute);
    watch.end();
  });

  it('goes on where the file of the runs is gone for a while, as when it is made anew', async () => {
    const store = createMemoryStore([run('before')]);
    const watch = await onRead(store);
    store.failWith = new InspectorError('not-found', 'runs.db does not exist');
    await watch.pass(5_000);
    store.put(run('new', { createdAt: now + 1 }));
    store.failWith = undefined;
    await watch.pass(10_000);
    expect(watch.outages).toEqual(['runs.db does not exist', 'over']);
    expect(watch.told).toEqual(['new success']);
    watch.end();
  });

  it('ends with an error that does not pass', async () => {
    const store = createMemoryStore([]);
    const watch = await onRead(store);
    store.failWith = new InspectorError('auth', 'the token was revoked');
    await watch.pass(3_000);
    expect(await watch.ended).toBe(store.failWith);
  });

  it('ends at once where the store is away from the beginning', async () => {
    const store = createMemoryStore([]);
    store.failWith = new InspectorError('unreachable', 'no way');
    expect(await startWatch(store).ended).toBe(store.failWith);
  });

  it('reads only new runs while nothing is late, so that a long watch stays cheap', async () => {
    const old = Array.from({ length: 2_000 }, (_, at) => run(`old_${at}`, { createdAt: now - at * 50 }));
    const store = createMemoryStore(old);
    const watch = await onRead(store);
    const before = store.asked.length;
    store.announce();
    await watch.pass(500);
    expect(store.asked.length - before).toBe(2);
    watch.end();
  });
});
