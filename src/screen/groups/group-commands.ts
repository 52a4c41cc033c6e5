import { openRetryGroup } from '../acts/open-retry-group.ts';
import type { Command } from '../shell/keymap.ts';
import { tableRows } from '../shell/layout.ts';
import { moveCommands } from '../shell/move-commands.ts';
import type { Perform, SessionContext } from '../shell/session-context.ts';
import { listCommands } from '../table/table-commands.ts';
import { copyGroup } from './copy-group.ts';
import { openGroupCopyMenu } from './group-copy-menu.ts';
import { openGroupSortMenu } from './group-sort-menu.ts';
import { openMuteMenu } from './mute-menu.ts';
import { enterGroup } from './open-groups.ts';
import { openNoteFailure } from './open-note-failure.ts';

/** The commands of the groups of failures. */
export const groupCommands: Readonly<Partial<Record<Command, Perform>>> = {
  ...moveCommands({ pageRows: tableRows, move }),
  'move-top': ({ dispatch }) => dispatch({ type: 'group-cursor-moved', index: 0 }),
  'move-bottom': ({ dispatch }) => dispatch({ type: 'group-cursor-moved', index: Number.POSITIVE_INFINITY }),
  open: enterGroup,
  back: goBack,
  leave: close,
  groups: close,
  filter: listCommands.filter,
  kind: listCommands.kind,
  times: listCommands.times,
  sort: openGroupSortMenu,
  copy: copyGroup,
  'copy-menu': openGroupCopyMenu,
  'retry-group': openRetryGroup,
  note: openNoteFailure,
  mute: openMuteMenu,
};

function move({ getState, dispatch }: SessionContext, by: number): void {
  dispatch({ type: 'group-cursor-moved', index: (getState().groups?.cursorIndex ?? 0) + by });
}

/** Stops what takes long, else goes back to where the groups were opened. */
function goBack(context: SessionContext): void {
  if (!context.task.stop()) close(context);
}

function close({ dispatch }: SessionContext): void {
  dispatch({ type: 'groups-closed' });
}
