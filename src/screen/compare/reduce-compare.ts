import { type Difference, isOfStart } from '../../model/compare/run-comparison.ts';
import { runAddress } from '../../model/run.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import { compareBox } from '../shell/layout.ts';
import type { Action, State } from '../shell/state.ts';
import { scrollTo } from '../table/reduce-list.ts';
import { type CompareRow, compareRows, differenceOf, foldOf } from './compare-rows.ts';
import { type CompareAction, type CompareState, compareBodyRows, createCompare } from './compare-state.ts';
import {
  createIsAlike,
  isFoldedAtFirst,
  partOf,
  partsOfDifferences,
  presenceOf,
  valuesOf,
} from './compare-tree.ts';

export function applyCompareAction(state: State, action: Action): State | undefined {
  if (action.type === 'compare-requested') return open(state, action);
  const { compare } = state;
  if (action.type === 'compare-closed')
    return { ...state, compare: undefined, screen: compare?.openedFrom ?? 'table' };
  if (!compare) return undefined;
  const next = reduceCompare(compare, action as CompareAction, compareSize(state));
  if (next === compare) return state;
  return next && fitCompare({ ...state, compare: next });
}

function open(state: State, requested: Extract<CompareAction, { type: 'compare-requested' }>): State {
  const before = state.screen === 'compare' ? state.compare?.openedFrom : state.screen;
  const openedFrom = before === 'detail' ? 'detail' : 'table';
  return { ...state, screen: 'compare', compare: createCompare({ ...requested, openedFrom }) };
}

function reduceCompare(
  compare: CompareState,
  action: CompareAction,
  size: CompareSize,
): CompareState | undefined {
  switch (action.type) {
    case 'sides-swapped': {
      const swapped = swapSides(compare, action.request);
      return goToDifference(swapped, swapped.comparison?.first ?? null, size);
    }
    case 'compare-repeated': {
      const { request, withChildren = compare.withChildren } = action;
      const { reveal, showsNoise } = compare;
      return { ...createCompare({ ...compare, request, withChildren }), reveal, showsNoise };
    }
    case 'compared-run-changed':
      return { ...compare, [action.run]: action.summary };
    case 'compare-advanced':
    case 'runs-compared':
    case 'compare-failed':
    case 'texts-compared':
      return action.request === compare.request ? reduceReport(compare, action, size) : compare;
    case 'compare-cursor-moved':
      return moveCompareCursor(compare, action.index, size);
    case 'compare-difference-reached':
      return goToDifference(compare, action.difference, size);
    case 'compare-row-folded':
      return foldRow(compare, action.isOpen, size);
    case 'compare-all-folded':
      return foldAll(compare, size);
    case 'noise-toggled':
      return toggleNoise(compare, size);
    case 'compare-secrets-toggled':
      return { ...compare, reveal: !compare.reveal, words: new Map() };
    default:
      return undefined;
  }
}

type ReportType = 'compare-advanced' | 'runs-compared' | 'compare-failed' | 'texts-compared';

function reduceReport(
  compare: CompareState,
  action: Extract<CompareAction, { type: ReportType }>,
  size: CompareSize,
): CompareState {
  switch (action.type) {
    case 'compare-advanced':
      return { ...compare, b: action.b ?? compare.b, progress: action.progress ?? compare.progress };
    case 'runs-compared':
      return goToDifference(withComparison(compare, action.comparison), action.comparison.first, size);
    case 'compare-failed':
      return { ...compare, error: action.error, progress: undefined };
    case 'texts-compared':
      return { ...compare, words: new Map(compare.words).set(action.difference, action.texts) };
  }
}

type CompareSize = { readonly width: number; readonly rows: number };

/** The cursor stops at the last row before the notes, unless they do not fit below it. */
export function moveCompareCursor(compare: CompareState, index: number, size: CompareSize): CompareState {
  const rows = compareRows(compare, size.width);
  const lastOwn = rows.findLastIndex(({ type }) => type !== 'note');
  const last = Math.max(lastOwn, rows.length - size.rows);
  const cursor = Math.max(0, Math.min(last, index));
  const end = Math.min(cursor >= lastOwn ? rows.length - 1 : endOf(rows, cursor), cursor + size.rows - 1);
  const top = scrollTo(compare.top, end, size.rows, rows.length);
  return { ...compare, cursor, top: scrollTo(top, cursor, size.rows, rows.length) };
}

function endOf(rows: readonly CompareRow[], cursor: number): number {
  let end = cursor;
  if (rows[cursor]?.type !== 'difference') return end;
  while (rows[end + 1]?.type === 'line') end += 1;
  return end;
}

/** If there is nothing to unfold (or fold), moves to the first child (or to the parent). */
export function foldRow(compare: CompareState, isOpen: boolean | undefined, size: CompareSize): CompareState {
  const rows = compareRows(compare, size.width);
  const row = rows[compare.cursor];
  const fold = foldOf(row);
  const isOpenNow = row !== undefined && 'isOpen' in row && row.isOpen;
  if (fold && isOpen !== isOpenNow) return { ...compare, toggled: toggle(compare.toggled, [fold]) };
  if (isOpen === undefined || !row) return compare;
  const index = isOpen ? compare.cursor + (isOpenNow ? 1 : 0) : parentOf(rows, compare.cursor);
  return index === compare.cursor ? compare : moveCompareCursor(compare, index, size);
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

/** Restores the default folding; if that is shown, unfolds every value. */
function foldAll(compare: CompareState, size: CompareSize): CompareState {
  const isAsAtFirst = compare.toggled.size === 0;
  const values = isAsAtFirst ? (compare.comparison?.differences ?? []) : [];
  if (isAsAtFirst && values.length === 0) return compare;
  const toggled = new Set(values.slice(0, mostUnfolded));
  return withOtherRows(compare, { ...compare, toggled, unfolded: [] }, size);
}

const mostUnfolded = 1_000;

export function toggleNoise(compare: CompareState, size: CompareSize): CompareState {
  return withOtherRows(compare, { ...compare, showsNoise: !compare.showsNoise }, size);
}

/** Keeps the cursor on its row, or on the node of its difference. */
function withOtherRows(before: CompareState, compare: CompareState, size: CompareSize): CompareState {
  const row = compareRows(before, size.width)[before.cursor];
  const rows = compareRows(compare, size.width);
  const difference = differenceOf(row);
  const fold = foldOf(row) ?? difference;
  const same = rows.findIndex(one => fold !== undefined && (foldOf(one) ?? differenceOf(one)) === fold);
  if (same >= 0) return moveCompareCursor(compare, same, size);
  const node = difference ? rows.findIndex(one => one.type === 'node' && one.node === difference.node) : -1;
  return moveCompareCursor(compare, node >= 0 ? node : compare.cursor, size);
}

/** Unfolds what hides a difference, and goes there; without one, goes to the top. */
export function goToDifference(
  compare: CompareState,
  difference: Difference | null,
  size: CompareSize,
): CompareState {
  if (!difference) return moveCompareCursor(compare, 0, size);
  const shown = unfoldAbove(compare, difference);
  const index = compareRows(shown, size.width).findIndex(row => isRowOf(row, difference));
  return moveCompareCursor(shown, Math.max(0, index), size);
}

/** Lines of an unfolded value are not rows of their difference. */
export function isRowOf(row: CompareRow, difference: Difference): boolean {
  return row.type !== 'line' && differenceOf(row) === difference;
}

/** Folds what was unfolded only for another difference, so that rows stay few. */
function unfoldAbove(compare: CompareState, difference: Difference): CompareState {
  const { toggled, unfolded } = compare;
  const above = foldsAbove(difference, compare.showsNoise);
  const left = unfolded.filter(fold => !above.has(fold) && toggled.has(fold));
  const hidden = [...above]
    .filter(([fold, isFolded]) => toggled.has(fold) !== isFolded)
    .map(([fold]) => fold);
  if (left.length + hidden.length === 0) return compare;
  return {
    ...compare,
    toggled: toggle(toggled, [...left, ...hidden]),
    unfolded: [...unfolded.filter(fold => above.has(fold)), ...hidden.filter(fold => above.get(fold))],
  };
}

/** The rows that contain a difference, and whether each is folded at first. */
function foldsAbove(difference: Difference, showsNoise: boolean): ReadonlyMap<object, boolean> {
  const above = new Map<object, boolean>();
  const isAlike = createIsAlike(showsNoise);
  const { node } = difference;
  if (presenceOf(node) !== difference) {
    const own = valuesOf(node, node.differences, isOfStart(difference));
    const part = partsOfDifferences(own)?.find(({ differences }) => differences.includes(difference));
    if (part) above.set(part, true);
    above.set(node, isFoldedAtFirst(node));
  }
  for (let at = node; at.parent; at = at.parent) {
    const part = partOf(at, isAlike);
    if (part) above.set(part, true);
    above.set(at.parent, isFoldedAtFirst(at.parent));
  }
  return above;
}

/** Reads nothing again: the comparison is mirrored. */
function swapSides(compare: CompareState, request: object): CompareState {
  const { a, b, comparison, swapped, reveal, showsNoise } = compare;
  if (!b) return compare;
  const against = { address: runAddress(a) };
  const other = createCompare({ ...compare, a: b, b: a, against, request });
  return { ...other, reveal, showsNoise, comparison: swapped, swapped: comparison };
}

export function withComparison(compare: CompareState, comparison: ComparedRuns): CompareState {
  const { a, b } = comparison;
  return { ...compare, a, b, comparison, progress: undefined, error: undefined };
}

export function compareSize(state: State): CompareSize {
  return { width: compareBox(state).width, rows: compareBodyRows(state) };
}

export function settleCompare(state: State, _before: State, hasOtherRoom: boolean): State {
  if (!state.compare) return state;
  if (state.screen !== 'compare') return { ...state, compare: undefined };
  return hasOtherRoom ? fitCompare(state) : state;
}

function fitCompare(state: State): State {
  const { compare } = state;
  if (!compare) return state;
  return { ...state, compare: moveCompareCursor(compare, compare.cursor, compareSize(state)) };
}
