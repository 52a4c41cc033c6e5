import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { makeState } from './invented-instances.ts';

const hour = 3_600;

/** Hourly runs, the last written first, of which the oldest cannot be read. */
function makeMany() {
  const state = makeState();
  const ids = Array.from({ length: 70 }, (_, at) => `order-${at}`);
  for (const [at, id] of ids.entries()) state.add({ id, at: at * hour });
  writeFileSync(state.pathOf('b'), 'x'.repeat(5_000));
  state.lastWrittenAt(state.pathOf('b'), -hour);
  return { ...state, ids: ids.toReversed() };
}

async function firstPage(store: RunStore, filter = '') {
  const options = { sort: newestFirst, limit: 5, now: Date.now() };
  return store.listRuns(filter === '' ? emptyQuery : parseQuery(filter), options);
}

it('shows the newest runs before older ones are read', async () => {
  const { open, ids } = makeMany();
  const store = await open();
  const page = await firstPage(store);
  expect(idsOf(page.runs)).toEqual(ids.slice(0, 5));
  expect(page.notes).toBeUndefined();
  expect(await store.counts()).toEqual({ running: 70, total: 70 });
  expect((await firstPage(store)).notes).toEqual([
    '1 instance could not be read: it is not a file of SQLite',
  ]);
  expect(idsOf(await listAll(store, emptyQuery, { limit: 7, now: Date.now() }))).toEqual(ids);
});

it('lists a run that goes on for long where it began', async () => {
  const { open, add, ids } = makeMany();
  add({ id: 'long', at: 10.5 * hour }, 90 * hour);
  const wanted = ids.toSpliced(ids.indexOf('order-10'), 0, 'long');
  const store = await open();
  expect(idsOf((await firstPage(store)).runs)).toEqual(ids.slice(0, 5));
  expect(idsOf(await listAll(store, emptyQuery, { limit: 7, now: Date.now() }))).toEqual(wanted);
});

it('lists the newest first of files whose times were lost, as in a copy', async () => {
  const { open, add, ids } = makeMany();
  for (const [at, id] of ids.entries()) add({ id: `copy-of-${id}`, at: -at * hour }, 100 * hour);
  const store = await open();
  expect(idsOf((await firstPage(store)).runs)).toEqual(ids.slice(0, 5));
  expect(idsOf((await firstPage(store, 'id:copy*')).runs)).toEqual(
    ids.slice(0, 5).map(id => `copy-of-${id}`),
  );
});

it('names the run that started the newest one, which began long before', async () => {
  const { open, add } = makeMany();
  add({ id: 'parent', at: 80 * hour, child: 'child' }, 80 * hour + 600);
  add({ id: 'child', workflow: 'steps', at: 80 * hour + 300 }, 80 * hour + 301);
  const store = await open();
  expect(await store.getRun('child')).toMatchObject({ name: 'steps', parentId: 'parent' });
  const [child] = (await firstPage(store)).runs;
  expect(child).toMatchObject({ id: 'child', parentId: 'parent' });
});

it('finds a run by its id, and by that of its workflow where two have the same', async () => {
  const { open, add } = makeMany();
  add({ id: 'order-3', workflow: 'refunds', at: 200 * hour });
  const store = await open();
  expect(await store.getRun('order-7')).toMatchObject({ id: 'order-7', name: 'orders' });
  expect(await store.getRun('order-3')).toBeUndefined();
  expect(await store.getRun('refunds:order-3')).toMatchObject({ name: 'refunds' });
  expect(idsOf((await firstPage(store, 'id:*order-3')).runs)).toEqual(['refunds:order-3', 'orders:order-3']);
  expect(await store.getRun('order-700')).toBeUndefined();
});
