import type { SessionContext } from '../session/session-context.ts';
import { actFor, runsToEnd, toCancelTarget } from './runs-to-end.ts';

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
    runs: runs.map(run => toCancelTarget(run, state.now)),
    target: state.store.target.location,
  });
}
