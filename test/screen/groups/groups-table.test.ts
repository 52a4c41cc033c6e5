import { expect, test } from 'vitest';
import { createFilterBar } from '../../../src/screen/filter/filter-bar.ts';
import { keepUnderDialogs } from '../../../src/screen/groups/groups-table.tsx';
import { reduce } from '../../../src/screen/reduce.ts';
import type { Action } from '../../../src/screen/shell/actions.ts';
import { opened } from '../dialog-actions.ts';
import { dialogStates, screenStates } from '../named-states.ts';
import { listState } from '../screen-states.ts';

const box = { width: 100, height: 20 };

/** How often lines are made for a state and for the one after these actions. */
function timesMade(actions: readonly Action[] = [], next = box): number {
  const before = listState({ columns: 100, rows: 30 });
  let times = 0;
  const lines = keepUnderDialogs(() => {
    times += 1;
    return [];
  });
  lines(before, box);
  lines(actions.reduce(reduce, before), next);
  return times;
}

test('lines are not made again for a dialog over them', () => {
  expect(timesMade(dialogStates.help)).toBe(1);
});

test('lines are made again in another size, for another state, and for a filter that takes the focus', () => {
  expect(timesMade([], { width: 80, height: 20 })).toBe(2);
  expect(timesMade(screenStates['absolute-times'])).toBe(2);
  expect(timesMade([opened(createFilterBar(''))])).toBe(2);
});
