import { isSameRun, type RunSummary, runAddress } from '../../model/run.ts';
import { moveToNeighbor } from '../run/back-to-table.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { markedRuns } from '../table/picked-run.ts';
import { cursorRun, whyNoRun } from '../table/reduce-list.ts';
import type { ComparedPair } from './compare-state.ts';

/**
 * Compares the two marked runs; with one marked, that one and the run under the cursor; else this one and the
 * last success of its workflow.
 */
export function openCompare({ getState, dispatch }: SessionContext): void {
  const pair = comparedPair(getState());
  if (pair) dispatch({ type: 'compare-requested', request: {}, ...pair });
}

/** Compares the run above or below in the list with the last success of its own workflow. */
export function compareNeighbor(context: SessionContext, by: 1 | -1): void {
  const { getState, dispatch } = context;
  const { compare, detail } = getState();
  const run = moveToNeighbor(context, compare?.a, by);
  if (!run) return;
  if (detail) dispatch({ type: 'detail-opened', summary: run });
  dispatch({ type: 'compare-requested', request: {}, a: run, against: 'success' });
  if (compare?.isOfMarked) dispatch({ type: 'noticed', text: noLongerMarked, tone: 'info' });
}

const noLongerMarked = 'compared with its own last success, no longer with the marked run';

/** Why nothing can be compared; `undefined` where something can. */
export function compareReason(state: State): string | undefined {
  const marks = state.list.marks.size;
  if (marks > 2) return `${marks} runs are marked: mark two to compare, or one and go to the other`;
  return comparedPair(state) ? undefined : whyNoRun(state.list);
}

function comparedPair(state: State): ComparedPair | undefined {
  const run = state.screen === 'detail' ? state.detail?.summary : cursorRun(state.list);
  const [first, second] = markedRuns(state.list);
  if (first && second) return pairOf(first, second);
  if (!run) return undefined;
  return first && !isSameRun(first, run) ? pairOf(run, first) : { a: run, against: 'success' };
}

/** The one that failed first, else the newer one. */
function pairOf(one: RunSummary, other: RunSummary): ComparedPair {
  const [a, b] = isBefore(other, one) ? [other, one] : [one, other];
  return { a, b, against: { address: runAddress(b) }, isOfMarked: true };
}

function isBefore(one: RunSummary, other: RunSummary): boolean {
  const [hasFailed, otherHas] = [one.status === 'failed', other.status === 'failed'];
  return hasFailed === otherHas ? one.createdAt > other.createdAt : hasFailed;
}

/** How to compare with a run of the user's choice. */
export function otherRunHint(): string {
  return `${keyOf('mark')} marks another run in the table, ${keyOf('compare')} then compares with it`;
}
