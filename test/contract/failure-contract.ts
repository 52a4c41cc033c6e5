import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFailures } from '../../src/contract/reading/read-failures.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { createFailureGroups, type FailureGroup } from '../../src/model/failure/failure-groups.ts';
import { bucketLengths } from '../../src/model/failure/failure-tally.ts';
import { joinQueries } from '../../src/model/query/clauses.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { emptyQuery, type Query } from '../../src/model/query/query.ts';
import { createFailureIdReader } from '../../src/operations/failures/failure-votes.ts';
import { patienceMs } from '../in-time.ts';
import { someOf } from '../trials.ts';
import { causes, failingEvents } from './failing-runs.ts';
import { idsOf, listAll } from './reading.ts';
import { sampleNow } from './sample-events.ts';
import type { StoreUnderTest } from './store-contract.ts';

export async function groupsOf(
  store: RunStore,
  query: Query = emptyQuery,
  now = sampleNow,
): Promise<readonly FailureGroup[]> {
  const groups = createFailureGroups();
  const options = { now, bucketMs: bucketLengths.hour };
  for await (const { tallies } of readFailures(store, query, options)) groups.add(tallies);
  return groups.groups();
}

export function sumOf(groups: readonly FailureGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

const failed = parseQuery('status:failed');

/** Which failures of a store are one. */
export function describeFailures(create: () => Promise<StoreUnderTest>): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(async () => {
    under = await create();
    await under.record(failingEvents);
    store = await under.open();
  });
  afterAll(async () => {
    await store.close();
    await under.remove();
  });
  const runsOf = async (filter: string) => idsOf(await listAll(store, parseQuery(filter)));

  it('counts each failed run in the group of its cause, and lists the runs of a group by its id', async () => {
    const groups = await groupsOf(store);
    const listed = await Promise.all(groups.map(({ id }) => runsOf(`failure:${id}`)));
    expect(listed.map(ids => [...ids].sort()).sort()).toEqual(causes.map(ids => [...ids].sort()).sort());
    expect(groups.map(({ count }) => count)).toEqual(listed.map(({ length }) => length));
    expect(groups.map(({ last, first }) => [last.id, first.id])).toEqual(
      listed.map(ids => [ids[0], ids.at(-1)]),
    );
    expect(groups.map(({ times }) => times.reduce((sum, [, n]) => sum + n, 0))).toEqual(
      listed.map(({ length }) => length),
    );
    const agents = groups.filter(({ workflows }) => workflows.some(({ name }) => name === 'helper'));
    expect(agents.map(({ workflows }) => workflows)).toEqual([[{ name: 'helper', count: 1 }]]);
  });

  it('leaves out the runs of a group that is excluded', async () => {
    const all = await runsOf('');
    for (const { id } of someOf(await groupsOf(store), 4)) {
      const some = await runsOf(`failure:${id}`);
      expect(await runsOf(`-failure:${id}`)).toEqual(all.filter(run => !some.includes(run)));
      expect(sumOf(await groupsOf(store, parseQuery(`-failure:${id}`)))).toBe(
        causes.flat().length - some.length,
      );
      expect(sumOf(await groupsOf(store, parseQuery(`failure:${id}`)))).toBe(some.length);
    }
  });

  it.each([
    '',
    'since:25m',
    'until:12m',
    'since:31m until:9m',
    'type:agent',
    'workflow:helper,critic',
    '-workflow:signup*',
    'status:failed,canceled',
    'status:running',
    'error:relation',
    'orders',
    '-error:*',
    'duration:>1s',
    'since:30m -error:relation',
  ])('counts as many failures as there are failed runs of %s', async filter => {
    const query = parseQuery(filter);
    const runs = await listAll(store, joinQueries(query, failed));
    expect(sumOf(await groupsOf(store, query))).toBe(runs.length);
  });

  it('gives a listed run the id of its group in the whole store', async () => {
    const groups = await groupsOf(store);
    const runs = await listAll(store, failed);
    const some = runs.filter(({ id }) => causes.some(([first]) => first === id));
    expect(some).toHaveLength(causes.length);
    const idOf = await createFailureIdReader(store, { now: sampleNow, budgetMs: patienceMs }).read(some);
    for (const run of some) {
      const id = idOf(run);
      expect(groups.map(group => group.id)).toContain(id);
      expect(await runsOf(`failure:${id}`)).toContain(run.id);
    }
  });

  it('suggests the failures with most runs first', async () => {
    const ids = new Set((await groupsOf(store)).map(({ id }) => id.split('.')[0]));
    const suggested = await store.suggest('failure', '');
    expect(new Set(suggested)).toEqual(ids);
    const [first = ''] = suggested;
    expect((await runsOf(`failure:${first}`))[0]).toMatch(/^copy_/);
    for (const length of [6, 7, first.length])
      expect(await store.suggest('failure', first.slice(0, length))).toEqual([first]);
    for (const id of ids) expect(await store.suggest('failure', id?.slice(0, 7) ?? '')).toContain(id);
  });
}
