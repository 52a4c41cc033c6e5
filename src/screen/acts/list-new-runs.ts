import { formatQuery } from '../../model/query/format.ts';
import { formatCount } from '../../model/text/formats.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { allRuns } from '../table/views.ts';
import type { Acting } from './acting/acting.ts';
import { newRunsQuery } from './new-runs-query.ts';

/** Lists the runs that a retry started; Esc takes that filter back. */
export function listNewRuns(context: SessionContext, acting: Acting): void {
  const { dispatch, getState } = context;
  const { query, listed } = newRunsQuery(acting);
  const filterText = formatQuery(query);
  dispatch({ overlay: 'acting', type: 'closed' });
  if (getState().screen !== 'table') dispatch({ type: 'screen-changed', screen: 'table' });
  const step = { before: getState().list.filterText, after: filterText, isBeside: false };
  dispatch({ type: 'criteria-changed', criteria: { view: allRuns, kind: 'both', filterText }, step });
  context.run(() => context.list.load());
  if (listed === undefined) return;
  const text = `${listed} of ${formatCount(acting.newRuns.size)} are listed, those that failed first`;
  dispatch({ type: 'noticed', text, tone: 'info' });
}
