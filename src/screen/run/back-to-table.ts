import { isSameRun, type RunSummary } from '../../model/run.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { isWide } from '../shell/window-size.ts';

/** Goes back to where the open run was opened. */
export function leaveDetail(context: SessionContext): void {
  const { getState, dispatch, run, detail: loader } = context;
  if (!getState().detail?.openedFrom) return backToTable(context);
  dispatch({ type: 'run-left' });
  run(() => loader.refresh(getState().detail?.lacksSteps !== undefined));
}

/** Moves the focus from the detail to the table; where the detail covers the table, the detail is closed. */
export function backToTable({ getState, dispatch }: SessionContext): void {
  if (getState().screen === 'groups') return;
  if (isWide(getState().size)) return dispatch({ type: 'screen-changed', screen: 'table' });
  dispatch({ type: 'detail-closed' });
}

/** Moves the cursor of the table to the run above or below another one; says so at the ends of the list. */
export function moveToNeighbor(
  { getState, dispatch }: SessionContext,
  run: RunSummary | undefined,
  by: 1 | -1,
): RunSummary | undefined {
  const { list } = getState();
  const at = list.rows.findIndex(row => isSameRun(row, run));
  const index = (at < 0 ? list.cursorIndex : at) + by;
  const neighbor = list.rows[index];
  const text = by > 0 ? 'this is the last run of the list' : 'this is the first run of the list';
  dispatch(neighbor ? { type: 'cursor-moved', index } : { type: 'noticed', text, tone: 'info' });
  return neighbor;
}
