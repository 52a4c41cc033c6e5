import { describe, expect, test } from 'vitest';
import '../../../src/screen/commands.ts';
import { compareRows, differenceOf, placeOfRow } from '../../../src/screen/compare/compare-rows.ts';
import { type CompareState, createCompare } from '../../../src/screen/compare/compare-state.ts';
import { countBelow, placeOf } from '../../../src/screen/compare/compare-tree.ts';
import {
  foldRow,
  goToDifference,
  moveCompareCursor,
  toggleNoise,
  withComparison,
} from '../../../src/screen/compare/reduce-compare.ts';
import { veryManyDifferences } from './many-differences.ts';

const comparison = veryManyDifferences();
const { a, b, root, differences, first } = comparison;
const size = { width: 100, rows: 20 };

function open(): CompareState {
  const requested = createCompare({ a, b, against: 'success', request: {}, openedFrom: 'table' });
  return goToDifference(withComparison(requested, comparison), first, size);
}

const rowsOf = (compare: CompareState) => compareRows(compare, size.width);
const atCursor = (compare: CompareState) => rowsOf(compare)[compare.cursor];

test('a node with more children than a call takes arguments is counted', () => {
  const children = Array.from({ length: 300_000 }, () => ({ ...root, children: [] }));
  expect(countBelow({ ...root, children })).toBe(300_000);
});

describe('two runs with very many differences', () => {
  test('have few rows, and the first divergence is one of them', () => {
    const compare = open();
    expect(differences).toHaveLength(1_150);
    expect(rowsOf(compare).length).toBeLessThan(500);
    expect(differenceOf(atCursor(compare))).toBe(first);
  });

  test('show each difference when it is gone to, and fold again what that unfolded', () => {
    let compare = open();
    for (const [place, difference] of differences.entries()) {
      expect(placeOf(difference)).toBe(place);
      compare = goToDifference(compare, difference, size);
      expect(differenceOf(atCursor(compare))).toBe(difference);
      expect(rowsOf(compare).length).toBeLessThan(1_000);
    }
  });

  test('keep what the user unfolded', () => {
    let compare = open();
    const batch = rowsOf(compare).findLastIndex(row => row.type === 'node');
    compare = foldRow(moveCompareCursor(compare, batch, size), true, size);
    const { length } = rowsOf(compare);
    const last = differences.at(-1);
    if (last) compare = goToDifference(compare, last, size);
    if (first) compare = goToDifference(compare, first, size);
    expect(rowsOf(compare)).toHaveLength(length);
  });

  test('have the first difference inside of a folded step or part next after its row', () => {
    const rows = rowsOf(open());
    const nodes = rows.filter(row => row.type === 'node' && row.node.parent === root);
    expect(nodes.map(row => placeOfRow(row, root))).toEqual(
      [250, 400, 700].map(place => ({ place, isOwn: false })),
    );
    const parts = rows.filter(row => row.type === 'group' && row.group.kind === 'differences');
    expect(parts.map(row => placeOfRow(row, root).place)).toEqual([0, 100, 200]);
    expect(placeOfRow(rows.at(-1), root)).toEqual({ place: root.total, isOwn: false });
  });

  test('stay few with noise, too', () => {
    expect(rowsOf(toggleNoise(open(), size)).length).toBeLessThan(1_000);
  });
});
