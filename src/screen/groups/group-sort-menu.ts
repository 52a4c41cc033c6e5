import { defineMenu, itemIndex, type Menu } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { type GroupSort, groupSorts } from './groups-state.ts';

export const groupSortLabels: Readonly<Record<GroupSort, string>> = {
  last: 'Last seen, latest first',
  count: 'Count, most first',
  first: 'First seen, latest first',
  share: "Share of the workflow's runs, largest first",
};

type GroupSortMenu = Menu<'group-sort-menu'>;

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'group-sort-menu': GroupSortMenu;
  }
}

export const groupSortMenu = defineMenu<GroupSortMenu>({
  type: 'group-sort-menu',
  choose: (_, id, context) => () => sortGroups(context, id),
});

export function openGroupSortMenu(context: SessionContext): void {
  const { groups } = context.getState();
  const chosen = groups?.sort;
  const hintOf = (id: GroupSort): string | undefined => {
    if (id === 'share' && !groups?.totals) return 'not known here';
    return id === chosen ? 'chosen' : undefined;
  };
  const items = groupSorts.map(
    (id): MenuItem => ({ id, label: groupSortLabels[id], ...(hintOf(id) && { hint: hintOf(id) }) }),
  );
  const index = itemIndex(items, chosen);
  groupSortMenu.open(context, { type: 'group-sort-menu', title: 'Order of groups', items, index });
}

function sortGroups({ dispatch }: SessionContext, id: string): void {
  const sort = groupSorts.find(one => one === id);
  if (sort) dispatch({ type: 'groups-sorted', sort });
}
