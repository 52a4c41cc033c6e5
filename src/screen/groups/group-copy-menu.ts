import { defineMenu, type Menu } from '../dialogs/menu.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { copiesOfGroup, copyOfGroup } from './copy-group.ts';
import { cursorGroup, type GroupRow } from './groups-state.ts';

/** What to copy of a group, which is fixed when the menu opens. */
type GroupCopyMenu = Menu<'group-copy-menu'> & { readonly group: GroupRow };

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'group-copy-menu': GroupCopyMenu;
  }
}

export const groupCopyMenu = defineMenu<GroupCopyMenu>({
  type: 'group-copy-menu',
  choose:
    ({ group }, id, context) =>
    () =>
      copyOfGroup(context, group, id),
});

export function openGroupCopyMenu(context: SessionContext): void {
  const state = context.getState();
  const group = cursorGroup(state.groups);
  if (!group) return;
  const items = copiesOfGroup(state, group).map(({ id, label }) => ({ id, label }));
  groupCopyMenu.open(context, { type: 'group-copy-menu', title: 'Copy', items, index: 0, group });
}
