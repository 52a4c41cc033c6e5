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
