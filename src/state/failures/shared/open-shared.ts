import { noMessage, templatePieces } from '../../../model/failure/failure-template.ts';
import { joinQueries } from '../../../model/query/clauses.ts';
import { parseQuery } from '../../../model/query/parse/parse-query.ts';
import { describeScope, toQuery } from '../../list/views.ts';
import type { SharedQuestion } from '../../overlays/shared-causes/shared-causes.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { State } from '../../session/state.ts';
import { cursorGroup, groupFilter } from '../groups-state.ts';

/** Compares the failed runs of the group under the cursor, or those of the list, with the others. */
export function openShared({ getState, dispatch }: SessionContext): void {
  dispatch({ overlay: 'shared-causes', type: 'opened', ...sharedQuestion(getState()) });
}

function sharedQuestion({ screen, groups, list }: State): SharedQuestion {
  const { view, filterText, kind } = list;
  const query = toQuery(view, filterText, kind);
  const scope = describeScope(view, filterText, kind);
  const group = screen === 'groups' ? cursorGroup(groups) : undefined;
  if (!group) return { query, of: `in ${scope}` };
  const message = templatePieces(group.example, group.id).map(({ text }) => text);
  return {
    query: joinQueries(query, parseQuery(groupFilter(group.id))),
    of: `of the group ${message.join('').trim() || noMessage} · ${scope}`,
    groupId: group.id,
  };
}
