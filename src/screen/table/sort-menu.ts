import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { newestFirst, type Sort } from '../../contract/lists/sort.ts';
import { defineMenu, itemIndex, type Menu } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { changeCriteria } from './change-criteria.ts';
import { reversed, sortLabel, usualSort } from './sort-label.ts';

type SortMenu = Menu<'sort-menu'>;

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'sort-menu': SortMenu;
  }
}

export const sortMenu = defineMenu<SortMenu>({
  type: 'sort-menu',
  choose: (_, id, context) => () => chooseSort(context, id),
});

export function openSortMenu(context: SessionContext): void {
  const { store, list } = context.getState();
  const chosen = list.sort.field;
  const items = store.can.sorts.map((field): MenuItem => {
    if (field !== chosen) return { id: field, label: sortLabel(usualSort(field)) };
    const hint = `chosen; again: ${sortLabel(reversed(list.sort)).toLowerCase()}`;
    return { id: field, label: sortLabel(list.sort), hint };
  });
  sortMenu.open(context, { type: 'sort-menu', title: 'Order', items, index: itemIndex(items, chosen) });
}

/** Choosing the order once more reverses it. */
function chooseSort(context: SessionContext, id: string): void {
  const { store, list } = context.getState();
  const field = store.can.sorts.find(one => one === id);
  if (!field) return;
  changeSort(context, field === list.sort.field ? reversed(list.sort) : usualSort(field));
}

export function reverseSort(context: SessionContext): void {
  changeSort(context, reversed(context.getState().list.sort));
}

function changeSort(context: SessionContext, sort: Sort): void {
  changeCriteria(context, { sort: isNewestFirst(sort) ? newestFirst : sort });
}
