import { type GroupCopy, groupCopies } from '../../model/report/group-copies.ts';
import { reportItem, saveGroupReport } from '../copy/save-report.ts';
import { commandTarget, copyText } from '../copy/write-copy.ts';
import { defineMenu, type Menu } from '../dialogs/menu.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { cursorGroup, type GroupRow, groupState } from './groups-state.ts';

/** Copies the id of the group under the cursor. */
export function copyGroup(context: SessionContext): void {
  const group = cursorGroup(context.getState().groups);
  if (group) copyOfGroup(context, group, 'id');
}

function copyOfGroup(context: SessionContext, group: GroupRow, id: string): void {
  const copy = copiesOfGroup(context.getState(), group).find(one => one.id === id);
  if (!copy) return;
  const { text, hidden } = copy.render();
  copyText(context, text, { label: copy.label, hidden });
  context.dispatch({ type: 'group-copied', id: group.id });
}

function copiesOfGroup({ store, groups, explained, now }: State, group: GroupRow): readonly GroupCopy[] {
  return groupCopies(group, commandTarget(store.target, {}), {
    note: groups && groupState(groups, group, now)?.known,
    explained: explained?.get(group.id),
    isFirstHere: group.first.at === groups?.firstHereAt,
    now,
  });
}

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
      id === reportItem.id ? saveGroupReport(context, group) : copyOfGroup(context, group, id),
});

export function openGroupCopyMenu(context: SessionContext): void {
  const state = context.getState();
  const group = cursorGroup(state.groups);
  if (!group) return;
  const copies = copiesOfGroup(state, group).map(({ id, label }) => ({ id, label }));
  const items = [...copies, reportItem];
  groupCopyMenu.open(context, { type: 'group-copy-menu', title: 'Copy', items, index: 0, group });
}
