import type { Capabilities } from '../../contract/capabilities.ts';
import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { newestFirst, type Sort, type SortField } from '../../contract/lists/sort.ts';
import type { DialogBinding } from '../dialogs/define-dialog.ts';
import { type Choice, defineMenu, itemIndex, type Menu, offer } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { type ColumnId, columnIds, columnInfo, columnOrder } from './columns.ts';
import { changeCriteria } from './list-actions.ts';
import { tableColumns } from './table-columns.ts';

type ColumnsMenu = Menu<'columns-menu'>;

export function openSortMenu(context: SessionContext): void {
  const { store, list } = context.getState();
  const { field: chosen } = list.sort;
  const { sorts } = store.can;
  // The default order comes first, even where the store has an order of its own.
  const fields = sorts.includes(newestFirst.field) ? sorts : [newestFirst.field, ...sorts];
  const items = fields.map((field): Choice => {
    const usual = { field, descending: field !== 'name' };
    if (field !== chosen)
      return { id: field, label: sortLabel(usual, store.can), choose: to => changeSort(to, usual) };
    if (!isReversible(field, store.can))
      return { id: field, label: sortLabel(list.sort, store.can), hint: 'chosen', choose: () => {} };
    const hint = `chosen; again: ${sortLabel(reversed(list.sort)).toLowerCase()}`;
    return { id: field, label: sortLabel(list.sort), hint, choose: reverseSort };
  });
  offer(context, 'Order', items, chosen);
}

function isReversible(field: SortField, { sorts }: Capabilities): boolean {
  return sorts.includes(field);
}

export function reverseSort(context: SessionContext): void {
  changeSort(context, reversed(context.getState().list.sort));
}

export function whyNotReversed({ store, list }: State): string | undefined {
  if (isReversible(list.sort.field, store.can)) return undefined;
  const order = sortLabel(list.sort, store.can).toLowerCase();
  return `${store.target.location} lists ${order}, and keeps no other order of all runs`;
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

export function sortLabel(
  { field, descending }: Sort,
  { order }: { readonly order?: Capabilities['order'] } = {},
): string {
  if (field === newestFirst.field && order === 'lastChange') return 'Last changed first';
  return labels[field][descending ? 0 : 1];
}

function reversed({ field, descending }: Sort): Sort {
  return { field, descending: !descending };
}

const showOrHide: DialogBinding<ColumnsMenu> = {
  keys: ['space'],
  help: 'show or hide a column',
  where: 'column menu',
  press: (menu, context) => toggleColumn(menu, menu.items[menu.index]?.id ?? '', context),
};

export const columnsMenu = defineMenu<ColumnsMenu>({
  type: 'columns-menu',
  label: 'show/hide',
  keys: [showOrHide],
  choose: toggleColumn,
});

export function openColumnsMenu(context: SessionContext): void {
  columnsMenu.open(context, createColumnsMenu(columnItems(context.getState())));
}

export function createColumnsMenu(items: readonly MenuItem[]): ColumnsMenu {
  return { type: 'columns-menu', title: 'Columns', items, index: 0 };
}

function toggleColumn(menu: ColumnsMenu, id: string, { getState, dispatch }: SessionContext): ColumnsMenu {
  const shown = getState().look.columns;
  const isShown = (column: ColumnId) => (column === id ? !shown.includes(column) : shown.includes(column));
  const columns = columnOrder.filter(isShown);
  if (columns.length === 0) return menu;
  dispatch({ type: 'look-changed', look: { columns } });
  const items = columnItems(getState());
  return { ...menu, items, index: itemIndex(items, id) };
}

function columnItems(state: State): readonly MenuItem[] {
  const { before, after } = tableColumns(state);
  const hintOf = (id: ColumnId) => {
    if (after.includes(id)) return `no room: ${keyOf('columns-right')} in the table`;
    if (before.includes(id)) return `no room: ${keyOf('columns-left')} in the table`;
    return state.list.emptyColumns.has(id) ? 'empty in these runs' : undefined;
  };
  return columnIds.map(id => {
    const isOn = state.look.columns.includes(id);
    return { id, label: columnInfo[id].title.toLowerCase(), isOn, hint: isOn ? hintOf(id) : undefined };
  });
}
