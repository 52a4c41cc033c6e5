import type { SessionContext } from '../session/session-context.ts';
import { isWide } from '../session/window-size.ts';

/**
 * Moves the focus from the detail to the table, or to the compared runs from which it was opened; where the
 * detail covers the table, the detail is closed.
 */
export function backToTable({ getState, dispatch }: SessionContext): void {
  const { screen, compare } = getState();
  if (screen === 'groups') return;
  if (compare) return dispatch({ type: 'screen-changed', screen: 'compare' });
  if (isWide(getState().size)) return dispatch({ type: 'screen-changed', screen: 'table' });
  dispatch({ type: 'detail-closed' });
}
