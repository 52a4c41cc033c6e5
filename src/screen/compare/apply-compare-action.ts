import type { Action } from '../shell/actions.ts';
import type { State } from '../shell/state.ts';
import type { CompareAction } from './compare-actions.ts';
import { type CompareState, createCompare } from './compare-state.ts';
import { type CompareSize, compareSize, fitCompare } from './fit-compare.ts';
import {
  foldAll,
  foldRow,
  goToDifference,
  moveCompareCursor,
  swapSides,
  toggleNoise,
  withComparison,
} from './reduce-compare.ts';

/** What an action about two compared runs makes of the state; `undefined` for any other. */
export function applyCompareAction(state: State, action: Action): State | undefined {
  if (action.type === 'compare-requested') return open(state, action);
  if (action.type === 'compare-closed') return close(state);
  const { compare } = state;
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

function close({ compare, ...state }: State): State {
  return { ...state, screen: compare?.openedFrom ?? 'table' };
}

/** `undefined` for what is no action of this screen. */
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
    case 'compare-repeated':
      return { ...createCompare({ ...compare, request: action.request }), reveal: compare.reveal };
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

/** What was read and compared meanwhile. */
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
