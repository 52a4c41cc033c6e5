import type { ListCriteria } from '../session/actions.ts';
import type { SessionContext } from '../session/session-context.ts';

/** Changes which runs are listed, or in which order, and loads them. */
export function changeCriteria(
  { dispatch, run, list }: SessionContext,
  criteria: Partial<ListCriteria>,
): void {
  dispatch({ type: 'criteria-changed', criteria });
  run(() => list.load());
}
