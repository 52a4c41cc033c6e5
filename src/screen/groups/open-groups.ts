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

/** Shows the groups of the runs that the list asks for; from the runs of a group, those it was one of. */
export function openGroups(context: SessionContext): void {
  if (isInGroup(context.getState())) leaveGroup(context);
  else context.dispatch({ type: 'groups-opened' });
}

/** Shows the groups, with the cursor on that of the open run; from the runs of a group, all groups again. */
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

/** Lists the runs of a group; only those that a further filter finds, if there is one. */
export function enterGroupRuns(context: SessionContext, id: string, filter?: string): void {
  const { list } = context.getState();
  context.dispatch({ type: 'group-entered', id });
  const filterText = [list.filterText, groupFilter(id), filter].filter(Boolean).join(' ');
  changeCriteria(context, { filterText });
}

/** Back to the groups; the list has its filter and its cursor of before. */
export function leaveGroup({ dispatch, run, list: loader }: SessionContext): void {
  dispatch({ type: 'group-left' });
  run(loader.readRestored);
}

/** The runs of a group, as far as the list asks for them, and that in words. */
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

/** Asks whether to run the failed runs of the group under the cursor again: all, or the last ones. */
export function openRetryGroup(context: SessionContext): void {
  const { groups, list } = context.getState();
  const group = cursorGroup(groups);
  if (!group) return;
  const { query, of } = groupQuestion(group, list);
  const source = { type: 'matching', query: joinQueries(query, failedRuns), label: 'group', of } as const;
  askToAct(context, { act: 'retry', source });
}
