import { joinQueries } from '../../model/query/clauses.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { describeScope, toQuery } from '../table/views.ts';

/** Asks whether to cancel every active run that the list asks for, in sight or not. */
export function openCancelMatching({ getState, dispatch }: SessionContext): void {
  const { list, store } = getState();
  const { view, filterText, kind } = list;
  const query = joinQueries(toQuery(view, filterText, kind), parseQuery('status:active'));
  const of = describeScope(view, filterText, kind);
  const target = store.target.location;
  const source = { type: 'matching', query, of } as const;
  dispatch({ overlay: 'confirm-many', type: 'opened', act: 'cancel', source, target });
}
