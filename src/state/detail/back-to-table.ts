import type { SessionContext } from '../session/session-context.ts';
import { isWide } from '../session/window-size.ts';

/** Moves the focus from the detail to the table; where the detail covers it, the detail is closed. */
export function backToTable({ getState, dispatch }: SessionContext): void {
  if (getState().screen === 'groups') return;
  if (isWide(getState().size)) return dispatch({ type: 'screen-changed', screen: 'table' });
  dispatch({ type: 'detail-closed' });
}
