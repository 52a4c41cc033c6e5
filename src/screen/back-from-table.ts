import { takeBackValue } from './frequency/filter-by-value.ts';
import { isInGroup } from './groups/groups-state.ts';
import { leaveGroup } from './groups/open-groups.ts';
import type { SessionContext } from './shell/session-context.ts';
import { backCommand } from './shell/shared-commands.ts';
import { changeCriteria } from './table/change-criteria.ts';
import { clearMarks } from './table/mark-commands.ts';
import { hasMarks } from './table/marks.ts';

/** Esc in the table, where several features have something to go back from. */
export const backFromTable = backCommand({
  where: ['table'],
  hint: {
    rank: state => (hasMarks(state) ? 15 : undefined),
    label: ({ detail }) => (detail ? undefined : 'clear marks'),
  },
  run: goBack,
});

/** Stops what takes long, else closes the detail, else clears marks, a value of the filter, or all of it. */
function goBack(context: SessionContext): void {
  const { getState, dispatch } = context;
  const { detail, list } = getState();
  const [step] = list.steps.slice(-1);
  if (context.task.stop()) return dispatch({ type: 'noticed', text: 'stopped', tone: 'info' });
  if (detail && step?.isBeside && takeBackValue(context)) return;
  if (detail) return dispatch({ type: 'detail-closed' });
  if (list.marks.size > 0) return clearMarks(context);
  if (takeBackValue(context)) return;
  if (isInGroup(context.getState())) return leaveGroup(context);
  if (list.filterText !== '') changeCriteria(context, { filterText: '' });
}
