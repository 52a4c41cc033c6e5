import { expect, test } from 'vitest';
import { compareHeading, createCompare } from '../../../src/screen/compare/compare-state.ts';
import { compareWithLast, nestedRun } from '../../model/compare/compared-runs.ts';

test('a headline about a deep span says in a small window what differs there, not only where', () => {
  const a = nestedRun(14, 'error');
  const made = compareWithLast(a, [nestedRun(14, 'ok'), nestedRun(14, 'ok')]);
  const compare = createCompare({ a, b: made.b, against: 'success', request: {}, openedFrom: 'table' });
  const comparison = { ...made, spansLeftOut: 0 };
  expect(compareHeading({ ...compare, comparison }, 60, 13).sentence).toEqual([
    'level 1 > … > level 14 failed; no error in 2 of 2',
    'successes',
  ]);
});
