import { expect, test } from 'vitest';
import type { Action } from '../../../src/screen/shell/state.ts';
import { placeText } from '../../../src/screen/table/place-text.ts';
import { listState, toServer } from '../screen-states.ts';

const size = { columns: 100, rows: 30 };
const counted = (total: number): Action => ({
  type: 'counts-loaded',
  counts: { success: total, total },
});
const placeOf = (...actions: readonly Action[]) => placeText(listState(size, ...actions), '');

test('a remote list, which is read in parts, has as many runs as are counted, late ones among them', () => {
  const { rows } = listState(size).list;
  const loaded: Action = { type: 'page-loaded', kind: 'first', page: { runs: rows } };
  expect(placeOf(toServer, loaded, counted(12))).toBe('1–10 of 12');
  expect(placeOf(toServer, loaded, counted(9))).toBe('1–10 of 10');
  expect(placeOf(loaded, counted(12))).toBe('1–10 of 10');
});
