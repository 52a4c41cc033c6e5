import type { RunSummary } from '../../model/run.ts';
import { isCancelable } from '../../model/status.ts';
import type { EndAct } from '../../operations/acts/cancel-runs.ts';
import { toFoundRun } from '../../operations/acts/find-runs.ts';
import { hasMarks, markedRuns } from '../list/marks/marks.ts';
import { cursorRun } from '../list/reduce-list.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';

export function openConfirmCancel({ getState, dispatch }: SessionContext): void {
  const state = getState();
  const runs = runsToEnd(state);
  if (runs.length === 0) {
    dispatch({ type: 'noticed', text: 'none of the marked runs is active any more', tone: 'info' });
    return;
  }
  dispatch({
    overlay: 'confirm-cancel',
    type: 'opened',
    act: actFor(runs, state),
    ended: hasMarks(state) ? state.list.marks.size - runs.length : 0,
    runs: runs.map(run => toFoundRun(run, state.now)),
    target: state.store.target.location,
  });
}

/** The runs that the cancel key applies to: the open one, the marked ones, or the one under the cursor. */
function runsToEnd(state: State): readonly RunSummary[] {
  if (state.screen === 'detail') return state.detail ? [state.detail.summary] : [];
  if (hasMarks(state)) return markedRuns(state.list).filter(isCancelable);
  const run = cursorRun(state.list);
  return run ? [run] : [];
}

/** `kill` when the store supports it and a cancel of every run was already requested. */
function actFor(runs: readonly RunSummary[], { store }: State): EndAct {
  return store.can.kill && runs.every(run => run.cancelRequestedAt !== undefined) ? 'kill' : 'cancel';
}
