import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { newestFirst, type Sort, type SortField } from '../../contract/lists/sort.ts';
import { defineMenu, itemIndex, type Menu } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { changeCriteria } from './change-criteria.ts';

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

const labels: Readonly<Record<SortField, readonly [descending: string, ascending: string]>> = {
  created: ['Newest first', 'Oldest first'],
  started: ['Started last', 'Started first'],
  finished: ['Finished last', 'Finished first'],
  duration: ['Longest duration', 'Shortest duration'],
  slow: ['Slowest for its workflow', 'Fastest for its workflow'],
  cost: ['Most expensive', 'Cheapest'],
  messages: ['Most messages', 'Fewest messages'],
  steps: ['Most steps', 'Fewest steps'],
  name: ['Name, Z to A', 'Name, A to Z'],
};

export function sortLabel({ field, descending }: Sort): string {
  return labels[field][descending ? 0 : 1];
}

/** The direction in which an order is chosen first: the greatest first, but names from A to Z. */
export function usualSort(field: SortField): Sort {
  return { field, descending: field !== 'name' };
}

export function reversed({ field, descending }: Sort): Sort {
  return { field, descending: !descending };
}
