import type { MenuItem } from '../dialogs/menu.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { type ColumnId, columnIds, columnInfo, columnOrder } from './columns.ts';
import { tableColumns } from './table-columns.ts';

export function openColumnsMenu({ getState, dispatch }: SessionContext): void {
  const items = columnItems(getState());
  dispatch({ overlay: 'menu', type: 'opened', purpose: 'columns', title: 'Columns', items });
}

/** Shows or hides a column, except the last visible one. */
export function chooseColumn({ getState, dispatch }: SessionContext, id: string): void {
  const shown = getState().look.columns;
  const isShown = (column: ColumnId) => (column === id ? !shown.includes(column) : shown.includes(column));
  const columns = columnOrder.filter(isShown);
  if (columns.length === 0) return;
  dispatch({ type: 'look-changed', look: { columns } });
  dispatch({ overlay: 'menu', type: 'item-toggled', id, items: columnItems(getState()) });
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
