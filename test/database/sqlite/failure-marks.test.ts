import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCreated } from '../../contract/sample-events.ts';
import { openStoreAt, recordAt, rewrite, type TempFolder, tempFolder } from './temp-store.ts';

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const shown = { firstAt: 1, lastAt: 1, count: 1 };

test('marks of another program are left out where they are too long, or of a kind to come', async () => {
  const path = folder.file('runs.db');
  await recordAt(path, [runCreated('any')]);
  const insert = 'INSERT INTO failure_marks (failure, kind, note, made_at, first_at, last_at, shown) VALUES';
  rewrite(
    path,
    `${insert} ('b', 'known', printf('%.90000c', 'x'), 1, 1, 1, 1); ${insert} ('a', 'owned', 'x', 1, 1, 1, 1);
    ${insert} ('a', 'known', 'slow', 1, 1, 1, 1)`,
  );
  const store = await openStoreAt(path);
  expect(await store.failureMarks?.list()).toEqual([
    { failureId: 'a', kind: 'known', note: 'slow', at: 1, shown },
  ]);
  rewrite(path, "UPDATE failure_marks SET made_at = 'soon'");
  await expect(store.failureMarks?.list()).rejects.toThrow(/damaged/u);
  await store.close();
});
