import type { ListCriteria } from '../session/actions.ts';
import type { SessionContext } from '../session/session-context.ts';

/** Changes the filter or the order of the list and loads it. */
export function changeCriteria(
  { dispatch, run, list }: SessionContext,
  criteria: Partial<ListCriteria>,
): void {
  dispatch({ type: 'criteria-changed', criteria });
  run(() => list.load());
}
