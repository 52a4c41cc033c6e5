import type { Difference, PairedNode } from '../../model/compare/run-comparison.ts';
import { scrollTo } from '../list/reduce-list.ts';
import { type CompareRow, compareRows, differenceOf, foldOf } from './compare-rows.ts';
import type { CompareState } from './compare-state.ts';
import { isOneSided, presenceOf } from './compare-tree.ts';

/** The width of the tree, and how many of its rows are in sight. */
export type CompareSize = { readonly width: number; readonly rows: number };

export function moveCompareCursor(compare: CompareState, index: number, size: CompareSize): CompareState {
  const { length } = compareRows(compare, size.width);
  const cursor = Math.max(0, Math.min(length - 1, index));
  return { ...compare, cursor, top: scrollTo(compare.top, cursor, size.rows, length) };
}

/** Folds or unfolds the row under the cursor; what cannot be unfolded goes to its child, or to its parent. */
export function foldRow(compare: CompareState, isOpen: boolean | undefined, size: CompareSize): CompareState {
  const rows = compareRows(compare, size.width);
  const row = rows[compare.cursor];
  const fold = foldOf(row);
  const isOpenNow = row !== undefined && 'isOpen' in row && row.isOpen;
  if (fold && isOpen !== isOpenNow) return { ...compare, toggled: toggle(compare.toggled, [fold]) };
  if (isOpen === undefined || !row) return compare;
  const index = isOpen ? compare.cursor + (isOpenNow ? 1 : 0) : parentOf(rows, compare.cursor);
  return moveCompareCursor(compare, index, size);
}

function parentOf(rows: readonly CompareRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  for (let at = index - 1; at >= 0; at -= 1) if ((rows[at]?.depth ?? 0) < depth) return at;
  return index;
}

function toggle(toggled: ReadonlySet<object>, folds: readonly object[]): ReadonlySet<object> {
  const next = new Set(toggled);
  for (const fold of folds) if (!next.delete(fold)) next.add(fold);
  return next;
}

/** As at first, where anything was folded or unfolded; else every value is unfolded. */
export function foldAll(compare: CompareState, size: CompareSize): CompareState {
  const at = compareRows(compare, size.width)[compare.cursor];
  const values = compare.toggled.size > 0 ? [] : (compare.comparison?.differences ?? []);
  return toRow({ ...compare, toggled: new Set(values.slice(0, mostUnfolded)) }, at, size);
}

const mostUnfolded = 1_000;

export function toggleNoise(compare: CompareState, size: CompareSize): CompareState {
  const at = compareRows(compare, size.width)[compare.cursor];
  return toRow({ ...compare, showsNoise: !compare.showsNoise }, at, size);
}

/** Keeps the cursor on its row, or on the node of it. */
function toRow(compare: CompareState, row: CompareRow | undefined, size: CompareSize): CompareState {
  const rows = compareRows(compare, size.width);
  const difference = differenceOf(row);
  const fold = foldOf(row) ?? difference;
  const same = rows.findIndex(one => fold !== undefined && (foldOf(one) ?? differenceOf(one)) === fold);
  const node = difference && rows.findIndex(one => one.type === 'node' && one.node === difference.node);
  return moveCompareCursor(compare, same >= 0 ? same : (node ?? compare.cursor), size);
}

/** Unfolds what hides a difference, and goes there; to the top where there is none. */
export function goToDifference(
  compare: CompareState,
  difference: Difference | null,
  size: CompareSize,
): CompareState {
  if (!difference) return moveCompareCursor(compare, 0, size);
  const hidden = foldedAbove(difference, compare.toggled);
  const shown = hidden.length === 0 ? compare : { ...compare, toggled: toggle(compare.toggled, hidden) };
  const index = compareRows(shown, size.width).findIndex(row => isRowOf(row, difference));
  return moveCompareCursor(shown, Math.max(0, index), size);
}

/** The row of a difference itself, not a part of its value. */
export function isRowOf(row: CompareRow, difference: Difference): boolean {
  return row.type !== 'line' && differenceOf(row) === difference;
}

/** A node in which something differs is open unless it was folded; one that only one run has is folded. */
function foldedAbove(difference: Difference, toggled: ReadonlySet<object>): readonly PairedNode[] {
  const folded: PairedNode[] = [];
  const isOwnRow = presenceOf(difference.node) === difference;
  const start = isOwnRow ? difference.node.parent : difference.node;
  for (let node = start; node; node = node.parent)
    if (toggled.has(node) !== isOneSided(node)) folded.push(node);
  return folded;
}
