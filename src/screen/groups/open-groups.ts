import { failedRuns } from '../../contract/reading/read-failures.ts';
import { noMessage, templatePieces } from '../../model/failure/failure-template.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import type { Query } from '../../model/query/query.ts';
import { askToAct } from '../acts/ask-to-act.ts';
import { backToTable } from '../run/open-run-by-id.ts';
import type { SessionContext } from '../shell/state.ts';
import { changeCriteria } from '../table/list-actions.ts';
import { describeScope, type ListState, toQuery } from '../table/list-state.ts';
import { cursorGroup, type GroupRow, groupFilter, isInGroup } from './groups-state.ts';

/** From the runs of a group, goes back to the groups that it was one of. */
export function openGroups(context: SessionContext): void {
  if (isInGroup(context.getState())) leaveGroup(context);
  else context.dispatch({ type: 'groups-opened' });
}

/** Puts the cursor on the group of the open run; from the runs of a group, goes back to all groups. */
export function openGroupOfRun(context: SessionContext): void {
  const { dispatch, getState } = context;
  if (isInGroup(getState())) {
    backToTable(context);
    return leaveGroup(context);
  }
  const open = getState().detail?.summary;
  dispatch({ type: 'groups-opened', wanted: open && knownFailure(open)?.failure });
}

export function enterGroup(context: SessionContext): void {
  const group = cursorGroup(context.getState().groups);
  if (group) enterGroupRuns(context, group.id);
}

export function enterGroupRuns(context: SessionContext, id: string, filter?: string): void {
  const { list } = context.getState();
  context.dispatch({ type: 'group-entered', id });
  const filterText = [list.filterText, groupFilter(id), filter].filter(Boolean).join(' ');
  changeCriteria(context, { filterText });
}

export function leaveGroup({ dispatch, run, list: loader }: SessionContext): void {
  dispatch({ type: 'group-left' });
  run(loader.readRestored);
}

export function groupQuestion(
  { example, id }: Pick<GroupRow, 'example' | 'id'>,
  list: ListState,
): { readonly query: Query; readonly of: string } {
  const message = templatePieces(example, id).map(({ text }) => text);
  return {
    query: joinQueries(toQuery(list), parseQuery(groupFilter(id))),
    of: `${message.join('').trim() || noMessage} · view ${describeScope(list)}`,
  };
}

export function openRetryGroup(context: SessionContext): void {
  const { groups, list } = context.getState();
  const group = cursorGroup(groups);
  if (!group) return;
  const { query, of } = groupQuestion(group, list);
  const source = { type: 'matching', query: joinQueries(query, failedRuns), label: 'group', of } as const;
  askToAct(context, { act: 'retry', source });
}
