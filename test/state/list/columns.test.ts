import { expect, test } from 'vitest';
import { columnsFor, placeColumns } from '../../../src/state/list/columns.ts';

const idsAt = (hasTargets: boolean, width: number, timeWidth = 8) =>
  placeColumns(columnsFor(hasTargets), width, timeWidth).map(({ id }) => id);

test('the error of a run outlasts its start where there is no room for both', () => {
  expect(idsAt(true, 57)).toEqual(['status', 'name', 'target', 'error']);
  expect(idsAt(false, 57)).toEqual(['status', 'name', 'started', 'error']);
});

test('an absolute time stays', () => {
  expect(idsAt(false, 57, 19)).toEqual(['status', 'name', 'started']);
});

test('the names of targets have enough room to differ, and no more', () => {
  const targetAt = (nameWidth: number) =>
    placeColumns(columnsFor(true), 57, 8, nameWidth).find(({ id }) => id === 'target')?.width;
  expect([4, 7, 30].map(targetAt)).toEqual([6, 7, 8]);
});
