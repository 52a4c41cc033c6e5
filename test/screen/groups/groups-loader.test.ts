import { expect, test } from 'vitest';
import { createTotalsReader } from '../../../src/screen/groups/groups-loader.ts';
import { createGroups, questionOf } from '../../../src/screen/groups/groups-state.ts';
import { createState } from '../../../src/screen/reduce.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';

test('shares come back at once with a filter whose groups gave way to others for a moment', async () => {
  const store = createMemoryStore([sampleRun(1), sampleRun(2)]);
  const { target, can } = store;
  const size = { columns: 100, rows: 30 };
  const opened = createState({ size, now: 0, target, can, filterText: 'actor:ada' });
  const state = { ...opened, groups: { ...createGroups(), of: questionOf(opened.list) } };
  const shown: Action[] = [];
  const totals = createTotalsReader({
    store: () => store,
    getState: () => state,
    dispatch: action => void shown.push(action),
    now: () => 0,
    run: work => void work(),
  });
  await totals.read();
  await totals.read();
  expect(shown).toHaveLength(2);
  expect(shown[1]).toEqual(shown[0]);
  expect(shown[1]).toMatchObject({ totals: new Map([['signup-pipeline', 2]]) });
});
