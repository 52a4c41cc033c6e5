import { afterAll, beforeAll, expect, it } from 'vitest';
import { createComparator } from '../../src/contract/lists/run-order.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../src/model/query/query.ts';
import { recentSuccesses, runSlowness } from '../../src/model/usual/usual.ts';
import { firstPage, idsOf, listAll } from './reading.ts';
import { runCreated, sampleNow } from './sample-events.ts';
import type { StoreUnderTest } from './store-contract.ts';

/** A run of `ms` that was created so many minutes before `sampleNow`. */
function ran(id: string, minutesAgo: number, ms: number, fields: Parameters<typeof runCreated>[1] = {}) {
  const createdAt = sampleNow - minutesAgo * 60_000;
  return runCreated(id, {
    name: 'nightly',
    createdAt,
    startedAt: createdAt,
    finishedAt: createdAt + ms,
    ...fields,
  });
}

const events = [
  ...Array.from({ length: recentSuccesses }, (_, at) => ran(`new_${at}`, 100 + at, 1_000 + at)),
  // Older than the newest successes, which alone count.
  ...Array.from({ length: 200 }, (_, at) => ran(`old_${at}`, 1_000 + at, 60_000)),
  ran('slow', 10, 5_000),
  ran('slept', 11, 50_000, { pausedMs: 49_000 }),
  ran('slow_failure', 12, 8_000, { status: 'failed' }),
  ran('going', 0.5, 0, { status: 'running', finishedAt: undefined }),
  ran('agent', 13, 9_000, { kind: 'agent' }),
  ran('other_case', 14, 9_000, { name: 'Nightly' }),
  ran('queued', 15, 0, { status: 'queued', startedAt: undefined, finishedAt: undefined }),
  // Invented words, which are no known statuses.
  ran('evicted', 16, 2_500, { status: 'evicted' }),
  ran('held', 17, 0, { status: 'paused_by_operator', finishedAt: undefined }),
  ...Array.from({ length: 5 }, (_, at) => ran(`instant_${at}`, 20 + at, 0, { name: 'instant' })),
];

/** How long the runs of a workflow usually take, and which are slow. */
export function describeUsual(create: () => Promise<StoreUnderTest>): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(async () => {
    under = await create();
    await under.record(events);
    store = await under.open();
  });
  afterAll(async () => {
    await store.close();
    await under.remove();
  });
  /** Searches those that are newer than most. */
  const found = async (filter: string) => idsOf(await listAll(store, parseQuery(`${filter} since:90m`)));

  it('is the median and the 95th percentile of the newest successes, without their pauses', async () => {
    const [run] = await listAll(store, parseQuery('id:slow_failure'), { usual: true });
    expect(run?.usual).toEqual({ medianMs: 1_048, p95Ms: 1_093 });
  });

  it('is told of a workflow alone, and of no name in another case', async () => {
    const runs = await listAll(store, parseQuery('id:agent,other_case,instant_0'), { usual: true });
    expect(runs.map(({ id, usual }) => [id, usual])).toEqual([
      ['agent', undefined],
      ['other_case', undefined],
      ['instant_0', { medianMs: 0, p95Ms: 0 }],
    ]);
  });

  it('finds runs that took longer, whatever became of them, and those that still do', async () => {
    expect(await found('duration:>3x')).toEqual(['going', 'slow', 'slow_failure']);
    expect(await found('duration:>7x')).toEqual(['going', 'slow_failure']);
    expect(await found('duration:3x..6x status:success')).toEqual(['slow']);
    expect(await found('duration:>3x -duration:>7x')).toEqual(['slow']);
    expect(idsOf(await listAll(store, parseQuery('duration:>50x')))).toHaveLength(200);
  });

  it('finds runs that did not take longer, and those of which nobody knows', async () => {
    const unknown = ['agent', 'other_case', 'queued', 'held'];
    expect(await found('-duration:>=0x')).toEqual(unknown);
    expect(await found('-duration:>3x -workflow:instant')).toEqual([
      'slept',
      'agent',
      'other_case',
      'queued',
      'evicted',
      'held',
    ]);
    expect(await found('-duration:0x..0x,3x,<3x')).toEqual(['going', 'slow', 'slow_failure', ...unknown]);
  });

  it('finds them in pages, and with other terms', async () => {
    const pages = await listAll(store, parseQuery('duration:>3x since:90m'), { limit: 1 });
    expect(idsOf(pages)).toEqual(['going', 'slow', 'slow_failure']);
    expect(await found('duration:>3x slow_failure')).toEqual(['slow_failure']);
    expect(await found('duration:>3x workflow:instant')).toEqual([]);
  });

  it('orders runs by how slow they are', async () => {
    for (const descending of [true, false]) {
      const sort = { field: 'slow', descending } as const;
      const { runs } = await store.listRuns(emptyQuery, { ...firstPage, sort, limit: 300 });
      expect(idsOf(runs)).toEqual(idsOf([...runs].sort(createComparator(sort, sampleNow))));
      expect(runs.every(run => run.usual !== undefined)).toBe(true);
    }
    const sort = { field: 'slow', descending: true } as const;
    const { runs } = await store.listRuns(parseQuery('since:30m'), { ...firstPage, sort });
    expect(idsOf(runs.slice(0, 3))).toEqual(['going', 'slow_failure', 'slow']);
    expect(runs.slice(0, 2).map(run => runSlowness(run, sampleNow)?.toFixed(2))).toEqual(['28.63', '7.63']);
    expect(idsOf(runs.slice(-4))).toEqual(['agent', 'other_case', 'queued', 'held']);
  });

  it('calls no run slow that may be paused: one that goes on in a status that is not known', async () => {
    expect(await found('duration:>2x workflow:nightly')).toEqual([
      'going',
      'slow',
      'slow_failure',
      'evicted',
    ]);
    const [held] = await listAll(store, parseQuery('id:held'), { usual: true });
    expect(held && [held.status, runSlowness(held, sampleNow)]).toEqual(['unknown', undefined]);
  });

  it('counts the failures of slow runs', async () => {
    const chunk = await store.failures?.(parseQuery('duration:>3x'), { now: sampleNow, bucketMs: 60_000 });
    expect(chunk?.tallies.map(({ count }) => count) ?? [1]).toEqual([1]);
  });

  it('changes as runs succeed', async () => {
    await under.record(Array.from({ length: 60 }, (_, at) => ran(`newest_${at}`, 1 + at / 60, 4_000)));
    const [run] = await listAll(store, parseQuery('id:slow_failure'), { usual: true });
    expect(run?.usual).toMatchObject({ medianMs: 4_000 });
    expect(await found('duration:>7x')).toEqual(['going']);
  });
}
