import { editAndRunAgain } from '../acts/again/edit-input.ts';
import { openRunAgain } from '../acts/again/open-run-again.ts';
import { openCancelMatching } from '../acts/open-cancel-matching.ts';
import { openConfirmCancel } from '../acts/open-confirm-cancel.ts';
import { compareCommands } from '../compare/compare-commands.ts';
import { openCompare } from '../compare/open-compare.ts';
import { copyFocused } from '../copy/copy-focused.ts';
import { openCopyMenu } from '../copy/copy-menu.ts';
import { openFocused } from '../copy/open-outside.ts';
import { helpRows } from '../dialogs/help/help-rows.ts';
import { actOnValue } from '../frequency/value-menu.ts';
import { groupCommands } from '../groups/group-commands.ts';
import { actsOnRun, disabledReason, waitsForRows } from '../keys/disabled-reason.ts';
import { idleText } from '../keys/idle-text.ts';
import { toggleNotify } from '../notify/notify-failures.ts';
import { detailCommands, toDetail } from '../run/run-commands.ts';
import { openColumnsMenu } from '../table/columns-menu.ts';
import { keepShownRow } from '../table/keep-shown-row.ts';
import { onceThereAreRows } from '../table/once-there-are-rows.ts';
import { openSortMenu, reverseSort } from '../table/sort-menu.ts';
import { listCommands } from '../table/table-commands.ts';
import { openTargetMenu } from '../targets/target-menu.ts';
import { chooseViewByKey, openViewMenu } from '../views/view-menu.ts';
import { openShared } from '../why/why-commands.ts';
import type { Key } from './key.ts';
import { type Command, commandLabel } from './keymap.ts';
import type { Perform, SessionContext } from './session-context.ts';

/**
 * Runs a command, or reports why it is disabled. `key` is the key that was pressed for it. What acts on a run
 * waits for the cursor to get where the keys before it lead.
 */
export function performCommand(context: SessionContext, name: string, key?: Key): void {
  const command = name as Command;
  const act = () => performNow(context, command, key);
  if (!actsOnRun(command)) return act();
  const next = { act, label: commandLabel(command) };
  if (context.task.afterJump(next)) return;
  if (!waitsForRows(command, context.getState())) return act();
  onceThereAreRows(context);
  context.task.afterJump(next);
}

function performNow(context: SessionContext, command: Command, key?: Key): void {
  const { getState, dispatch } = context;
  keepShownRow(context, command);
  const reason = disabledReason(command, getState());
  if (reason !== undefined)
    return dispatch({ type: 'noticed', text: reason, tone: 'info', reasonOf: command });
  dispatch({ type: 'notice-expired' });
  if (command === 'back' && context.ownTask.stop())
    return dispatch({ type: 'noticed', text: 'stopped', tone: 'info' });
  if (command !== 'back') context.task.stop('jump');
  const before = getState();
  const own = commandsOf[before.screen][command];
  (own ?? commandsOfBoth[command])?.(context, key);
  const idle = getState() === before ? idleText(command, before) : undefined;
  if (idle !== undefined) dispatch({ type: 'noticed', text: idle, tone: 'info' });
}

const commandsOf = {
  table: listCommands,
  detail: detailCommands,
  groups: groupCommands,
  compare: compareCommands,
} as const;

/** The commands that work alike on every screen that has them. */
export const commandsOfBoth: Readonly<Partial<Record<Command, Perform>>> = {
  'tab-next': toDetail({ type: 'tab', by: 1 }),
  'tab-previous': toDetail({ type: 'tab', by: -1 }),
  'tab-1': toDetail({ type: 'tab', to: 'overview' }),
  'tab-2': toDetail({ type: 'tab', to: 'metadata' }),
  'tab-3': toDetail({ type: 'tab', to: 'trace' }),
  reveal: toDetail({ type: 'reveal' }),
  'filter-by-value': actOnValue('filter'),
  'exclude-value': actOnValue('exclude'),
  frequency: actOnValue('count'),
  'shared-causes': openShared,
  compare: openCompare,
  view: openViewMenu,
  'view-by-key': chooseViewByKey,
  sort: openSortMenu,
  reverse: reverseSort,
  columns: openColumnsMenu,
  'copy-menu': openCopyMenu,
  target: openTargetMenu,
  cancel: openConfirmCancel,
  'cancel-matching': openCancelMatching,
  'run-again': openRunAgain,
  'run-edited': editAndRunAgain,
  copy: copyFocused,
  pager: context => openFocused(context, 'pager'),
  editor: context => openFocused(context, 'editor'),
  pause: togglePause,
  notify: toggleNotify,
  reload: ({ run, reload }) => run(reload),
  help: ({ dispatch, getState }) => dispatch({ overlay: 'help', type: 'opened', rows: helpRows(getState()) }),
  palette: ({ dispatch }) => dispatch({ overlay: 'palette', type: 'opened' }),
  suspend: ({ effects }) => effects.suspend(),
  interrupt: ({ effects }) => effects.quit(130),
  quit: ({ effects }) => effects.quit(0),
};

function togglePause({ dispatch, getState, run, refreshAll }: SessionContext): void {
  dispatch({ type: 'pause-toggled' });
  if (getState().store.pausedAt === undefined) run(refreshAll);
}
