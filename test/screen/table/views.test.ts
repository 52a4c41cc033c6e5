import { expect, test } from 'vitest';
import { compileMatcher } from '../../../src/model/query/match/compile-matcher.ts';
import {
  builtInViews,
  describeCount,
  describeCounts,
  toQuery,
  viewCount,
} from '../../../src/screen/table/list-state.ts';
import { sampleRun } from '../memory-store.ts';

const running = builtInViews.find(({ id }) => id === 'running');
if (!running) throw new Error('there is no view of what is running');

test('the count of Running never holds a run that the view does not list', () => {
  const matches = compileMatcher(toQuery({ view: running, filterText: '', kind: 'both' }), { now: 0 });
  const unfinished = sampleRun(1, { status: 'unknown', finishedAt: undefined });
  const finished = sampleRun(2, { status: 'unknown' });
  expect([unfinished, finished].map(summary => matches({ summary }))).toEqual([true, false]);
  const count = viewCount(running, { sleeping: 1, unknown: 2, success: 3, total: 6 });
  expect(count && describeCount(count)).toBe('1+');
  const counted = viewCount(running, { sleeping: 1, unknown: 2, activeUnknown: 1, total: 3 });
  expect(counted && describeCount(counted)).toBe('2');
  const exact = viewCount(running, { sleeping: 1, success: 3, total: 4 });
  expect(exact && describeCount(exact)).toBe('1');
});

test('the header repeats no count of the views beside it, and has all where there are none', () => {
  const counts = { failed: 55, running: 2, waiting: 1, success: 9, total: 67 };
  expect(describeCounts(counts, { isBesideViews: true })).toEqual(['2 running', '1 waiting']);
  expect(describeCounts(counts, { isBesideViews: false })).toEqual(['55 failed', '2 running', '1 waiting']);
  const open = { runs: 12, isAtLeast: false };
  expect(describeCounts(counts, { isBesideViews: false, open }).slice(0, 2)).toEqual([
    '55 failed',
    '12 open',
  ]);
  const running = { failed: 55, running: 2, total: 57 };
  expect(describeCounts(running, { isBesideViews: true })).toEqual([]);
  const waiting = { waiting: 1, total: 1, isPartial: true };
  expect(describeCounts(waiting, { isBesideViews: true })).toEqual(['1+ waiting']);
});
