import type { DialogBinding } from '../dialogs/dialog-keys.ts';
import { defineMenu, itemIndex, type Menu } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { type ColumnId, columnIds, columnInfo, columnOrder } from './columns.ts';
import { tableColumns } from './table-columns.ts';

type ColumnsMenu = Menu<'columns-menu'>;

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'columns-menu': ColumnsMenu;
  }
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

/** Shows or hides a column, except the last visible one. */
function toggleColumn(menu: ColumnsMenu, id: string, { getState, dispatch }: SessionContext): ColumnsMenu {
  const shown = getState().look.columns;
  const isShown = (column: ColumnId) => (column === id ? !shown.includes(column) : shown.includes(column));
  const columns = columnOrder.filter(isShown);
  if (columns.length === 0) return menu;
  dispatch({ type: 'look-changed', look: { columns } });
  const items = columnItems(getState());
  return { ...menu, items, index: itemIndex(items, id) };
}

/** Says of a column that was chosen why it is out of sight. */
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
