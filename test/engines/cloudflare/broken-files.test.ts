import { rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { makeState, writeInstance } from './invented-instances.ts';

async function list({ open }: ReturnType<typeof makeState>) {
  const store = await open();
  return store.listRuns(emptyQuery, { sort: newestFirst, limit: 9, now: Date.now() });
}

it.each([
  [
    'no file of SQLite',
    (path: string) => writeFileSync(path, 'x'.repeat(5_000)),
    'it is not a file of SQLite',
  ],
  ['a -wal without its file', (path: string) => writeFileSync(`${path}-wal`, 'x'), 'it does not exist'],
  [
    'the tables of another version',
    (path: string) => writeInstance(path, { id: 'newer', columns: 'at, step, target, metadata, event' }),
    'no such column: timestamp',
  ],
])('says of %s that it could not be read, and shows the others', async (_, write, reason) => {
  const state = makeState();
  writeInstance(state.pathOf('a'), { id: 'order-1' });
  write(state.pathOf('b'));
  const page = await list(state);
  expect(page.runs.map(({ id, status, stepCount }) => ({ id, status, stepCount }))).toEqual([
    { id: 'order-1', status: 'running', stepCount: 1 },
  ]);
  expect(page.notes).toEqual([`1 instance could not be read: ${reason}`]);
});

it('passes over a file that was made a moment ago', async () => {
  const state = makeState();
  writeFileSync(state.pathOf('a'), '');
  expect(await list(state)).toMatchObject({ runs: [] });
});

it('says so when the folder is gone', async () => {
  const state = makeState();
  rmSync(state.place, { recursive: true });
  await expect(list(state)).rejects.toMatchObject({ kind: 'unreachable', hint: expect.any(String) });
});
