import { formatQuery } from '../../model/query/format.ts';
import { toClause } from '../../model/query/values/value-term.ts';
import { formatCount } from '../../model/text/formats.ts';
import { allRuns } from '../list/views.ts';
import type { Acting } from '../overlays/acting/acting.ts';
import { newRunIds } from '../overlays/acting/new-runs.ts';
import type { SessionContext } from '../session/session-context.ts';

/** A filter holds no more than 128 ids: `limitWeight`. */
const mostListed = 100;

/** Lists the runs that a retry started; Esc takes that filter back. */
export function listNewRuns(context: SessionContext, acting: Acting): void {
  const { dispatch, getState } = context;
  const ids = newRunIds(acting, mostListed);
  const values = ids.map(text => ({ text, isGlob: false }));
  const filterText = formatQuery({ clauses: [toClause({ type: 'text', field: 'id', values })] });
  dispatch({ overlay: 'acting', type: 'closed' });
  if (getState().screen !== 'table') dispatch({ type: 'screen-changed', screen: 'table' });
  const step = { before: getState().list.filterText, after: filterText, isBeside: false };
  dispatch({ type: 'criteria-changed', criteria: { view: allRuns, kind: 'both', filterText }, step });
  context.run(() => context.list.load());
  if (acting.newRuns.size <= ids.length) return;
  const text = `${ids.length} of ${formatCount(acting.newRuns.size)} are listed, those that failed first`;
  dispatch({ type: 'noticed', text, tone: 'info' });
}
