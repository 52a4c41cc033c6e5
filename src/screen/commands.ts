import { actCommands } from './acts/act-commands.ts';
import { compareCommands } from './compare/compare-commands.ts';
import { isComparing } from './compare/compare-state.ts';
import { copyCommands } from './copy/copy-commands.ts';
import { filterCommands } from './filter/edit-filter.ts';
import { takeBackValue } from './frequency/filter-by-value.ts';
import { frequencyCommands } from './frequency/value-menu.ts';
import { groupCommands } from './groups/group-commands.ts';
import { areGroupsComing, isInGroup } from './groups/groups-state.ts';
import { leaveGroup } from './groups/open-groups.ts';
import { dialogCommands } from './help/help-commands.ts';
import { notifyCommands } from './notify/notify-failures.ts';
import { findCommands } from './run/find-commands.ts';
import { runCommands } from './run/run-commands.ts';
import { bindCommands, type Command } from './shell/keymap.ts';
import { backCommand, programCommands } from './shell/shared-commands.ts';
import type { SessionContext } from './shell/state.ts';
import { whenAtRun } from './table/await-rows.ts';
import { keepShownRow } from './table/first-rows.ts';
import { changeCriteria } from './table/list-actions.ts';
import { clearMarks } from './table/mark-commands.ts';
import { hasMarks } from './table/picked-run.ts';
import { tableCommands } from './table/table-commands.ts';
import { targetCommands } from './targets/target-menu.ts';
import { waterfallCommands } from './trace/waterfall-commands.ts';
import { viewCommands } from './views/view-menu.ts';
import { whyCommands } from './why/shared-dialog.ts';

/** Apart from `features.ts`, as the early frame and the check of own commands use them without a session. */
export const commands: readonly Command[] = [
  ...tableCommands,
  backCommand({
    where: ['table'],
    hint: {
      rank: state => (hasMarks(state) ? 15 : undefined),
      label: ({ detail }) => (detail ? undefined : 'clear marks'),
    },
    run: goBack,
  }),
  ...filterCommands,
  ...viewCommands,
  ...frequencyCommands,
  ...runCommands,
  ...findCommands,
  ...waterfallCommands,
  ...groupCommands,
  ...whyCommands,
  ...compareCommands,
  ...actCommands,
  ...copyCommands,
  ...targetCommands,
  ...notifyCommands,
  ...programCommands,
  ...dialogCommands,
];

bindCommands(commands, {
  whenAtRun,
  keepShownRow,
  isComing: state => areGroupsComing(state) || isComparing(state),
});

function goBack(context: SessionContext): void {
  const { getState, dispatch, say } = context;
  const { detail, list } = getState();
  const [step] = list.steps.slice(-1);
  if (context.task.stop()) return say('stopped');
  if (detail && step?.isBeside && takeBackValue(context)) return;
  if (detail) return dispatch({ type: 'detail-closed' });
  if (list.marks.size > 0) return clearMarks(context);
  if (takeBackValue(context)) return;
  if (isInGroup(context.getState())) return leaveGroup(context);
  if (list.filterText !== '') changeCriteria(context, { filterText: '' });
}
