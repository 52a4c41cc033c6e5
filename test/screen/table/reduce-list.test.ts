import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../src/model/run.ts';
import { createState } from '../../../src/screen/reduce.ts';
import type { ListState } from '../../../src/screen/table/list-state.ts';
import { toggleMark } from '../../../src/screen/table/picked-run.ts';
import { moveCursor, withPage } from '../../../src/screen/table/reduce-list.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';

const { target, can } = createMemoryStore([]);
const height = 5;

function listOf(runs: readonly RunSummary[], nextCursor?: string): ListState {
  const { list } = createState({ size: { columns: 100, rows: 30 }, now: 0, target, can });
  return withPage(list, { runs, nextCursor }, { kind: 'first' }, height);
}

/** Runs from the newest, `from`, down to the oldest, `to`. */
const runs = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => sampleRun(from - index));

describe('moving the cursor', () => {
  test('scrolls no more than needed', () => {
    const list = moveCursor(listOf(runs(20, 1)), 6, height);
    expect([list.cursorIndex, list.top]).toEqual([6, 2]);
    expect(moveCursor(list, 3, height).top).toBe(2);
    expect(moveCursor(list, 1, height).top).toBe(1);
  });

  test('stays within the rows', () => {
    const list = listOf(runs(3, 1));
    expect(moveCursor(list, -4, height).cursorIndex).toBe(0);
    expect(moveCursor(list, Number.POSITIVE_INFINITY, height).cursorIndex).toBe(2);
    expect(moveCursor(listOf([]), 5, height).cursorIndex).toBe(0);
  });

  test('reaches the line that offers to go on after a search that stopped at its budget', () => {
    const list: ListState = { ...listOf(runs(2, 1), 'more'), scanned: { read: 10, total: 90 } };
    const moved = moveCursor(list, 9, height);
    expect([moved.cursorIndex, moved.cursorAddress]).toEqual([2, undefined]);
  });
});

describe('newer runs coming in', () => {
  test('keep the selected run selected, pushed down while the table is at its top', () => {
    const before = moveCursor(listOf(runs(10, 1)), 1, height);
    const after = withPage(before, { runs: runs(12, 1) }, { kind: 'refresh' }, height);
    expect(after.cursorAddress).toBe(before.cursorAddress);
    expect([after.cursorIndex, after.top, after.newAbove]).toEqual([3, 0, 0]);
  });

  test('leave every line where it is when the table is scrolled, and are counted', () => {
    const before = moveCursor(listOf(runs(20, 1)), 8, height);
    const after = withPage(before, { runs: runs(23, 1) }, { kind: 'refresh' }, height);
    expect(after.cursorAddress).toBe(before.cursorAddress);
    expect(after.cursorIndex - after.top).toBe(before.cursorIndex - before.top);
    expect(after.newAbove).toBe(3);
  });

  test('are no news any more once the top is in sight', () => {
    const before = moveCursor(listOf(runs(20, 1)), 8, height);
    const after = withPage(before, { runs: runs(23, 1) }, { kind: 'refresh' }, height);
    expect(moveCursor(after, 0, height).newAbove).toBe(0);
  });

  test('take the place of all rows, so that none is old and none is missing in between', () => {
    const before = withPage(
      listOf(runs(20, 11), 'older'),
      { runs: runs(10, 1) },
      { kind: 'more', cursor: 'older' },
      height,
    );
    const after = withPage(before, { runs: runs(40, 13), nextCursor: 'x' }, { kind: 'refresh' }, height);
    expect(after.rows.map(run => run.id)).toEqual(runs(40, 13).map(run => run.id));
    expect(after.nextCursor).toBe('x');
  });

  test('found by a search again replace what they cover and leave what was found below', () => {
    const before = withPage(
      listOf(runs(20, 11), 'older'),
      { runs: runs(10, 1) },
      { kind: 'more', cursor: 'older' },
      height,
    );
    const page = { runs: [sampleRun(21), sampleRun(19), sampleRun(15)], nextCursor: 'x' };
    const after = withPage(before, page, { kind: 'part' }, height);
    expect(after.rows.map(run => run.id)).toEqual([...page.runs, ...runs(14, 1)].map(run => run.id));
    expect(after.nextCursor).toBeUndefined();
  });

  test('that the cursor follows past the first screen are counted too', () => {
    const before = listOf(runs(10, 1));
    const after = withPage(before, { runs: runs(20, 1) }, { kind: 'refresh' }, height);
    expect([after.cursorIndex, after.top, after.newAbove]).toEqual([10, 6, 6]);
  });

  test('drop a run that no longer matches, among the rows that are read again', () => {
    const before = listOf(runs(20, 11), 'older');
    const without = runs(20, 11).filter(run => run.id !== sampleRun(15).id);
    const after = withPage(before, { runs: without, nextCursor: 'older' }, { kind: 'refresh' }, height);
    expect(after.rows.some(run => run.id === sampleRun(15).id)).toBe(false);
  });

  test('select the row that took the place of a selected run that is gone', () => {
    const before = moveCursor(listOf(runs(5, 1)), 1, height);
    const without = runs(5, 1).filter(run => run.id !== before.cursorAddress);
    const after = withPage(before, { runs: without }, { kind: 'refresh' }, height);
    expect([after.cursorIndex, after.cursorAddress]).toEqual([1, sampleRun(3).id]);
  });
});

test('a list that was empty leaves out the columns that its first runs do not fill, as if they had been there', () => {
  const first = withPage(listOf([]), { runs: runs(1, 1) }, { kind: 'refresh' }, height);
  expect(first.emptyColumns).toEqual(listOf(runs(1, 1)).emptyColumns);
  expect(first.emptyColumns).toContain('error');
});

describe('pages', () => {
  test('never show a run twice', () => {
    const list = withPage(
      listOf(runs(10, 6), 'more'),
      { runs: runs(6, 1) },
      { kind: 'more', cursor: 'more' },
      height,
    );
    expect(list.rows.map(run => run.id)).toEqual(runs(10, 1).map(run => run.id));
  });

  test('of a new question keep the selected run selected where it is found again', () => {
    const before = moveCursor(listOf(runs(10, 1)), 4, height);
    const after = withPage(
      before,
      { runs: [sampleRun(9), sampleRun(6), sampleRun(2)] },
      { kind: 'first' },
      height,
    );
    expect([after.cursorIndex, after.cursorAddress]).toEqual([1, sampleRun(6).id]);
  });
});

test('marking moves on to the next run, and marking again unmarks', () => {
  const marked = toggleMark(listOf(runs(3, 1)), height);
  expect([...marked.marks.keys(), marked.cursorIndex]).toEqual([sampleRun(3).id, 1]);
  const unmarked = toggleMark(moveCursor(marked, 0, height), height);
  expect(unmarked.marks.size).toBe(0);
});
