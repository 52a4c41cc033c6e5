import { expect, it } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { failingEvents } from '../../contract/failing-runs.ts';
import { groupsOf, sumOf } from '../../contract/failure-contract.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { orphan } from './random-events.ts';
import { openStoreAt, recordAt, tempFolder } from './temp-store.ts';

it('counts the runs of a process that is gone as failures of one group', async () => {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  const running = ['r1', 'r2', 'r3'].map(id =>
    runCreated(id, { status: 'running', finishedAt: undefined, createdAt: sampleNow - 1_000 }),
  );
  await recordAt(path, [...failingEvents, ...running]);
  const before = await openStoreAt(path);
  const known = await groupsOf(before);
  await before.close();
  orphan(path, ['r1', 'r2', 'r3']);
  const store = await openStoreAt(path);
  const groups = await groupsOf(store);
  expect(sumOf(groups)).toBe(sumOf(known) + 3);
  expect(groups.filter(({ id }) => !known.some(group => group.id === id))).toMatchObject([
    { count: 3, example: { name: 'ProcessLost' } },
  ]);
  expect(sumOf(groups)).toBe((await store.counts())?.failed);
  const { id = '' } = groups.find(({ example }) => example.name === 'ProcessLost') ?? {};
  const lost = parseQuery(`failure:${id}`);
  expect([...idsOf(await listAll(store, lost))].sort()).toEqual(['r1', 'r2', 'r3']);
  expect(sumOf(await groupsOf(store, lost))).toBe(3);
  await store.close();
  folder.remove();
});
