import type { SessionContext } from '../shell/session-context.ts';
import type { ColumnId } from './columns.ts';
import type { ListCriteria } from './list-actions.ts';

/** Changes the filter, the order or the columns of the list and loads it. */
export function changeCriteria(
  { dispatch, run, list }: SessionContext,
  criteria: Partial<ListCriteria>,
  columns?: readonly ColumnId[],
): void {
  dispatch({ type: 'criteria-changed', criteria, columns });
  run(() => list.load());
}
