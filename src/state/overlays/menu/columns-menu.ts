import { keyName } from '../../keys/key.ts';
import { type ColumnId, columnIds, columnInfo, columnOrder } from '../../list/columns.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { MenuItem } from './menu.ts';

export function openColumnsMenu({ getState, dispatch }: SessionContext): void {
  const items = columnItems(getState().look.columns);
  const title = `Columns (${keyName('enter')} shows or hides)`;
  dispatch({ overlay: 'menu', type: 'opened', purpose: 'columns', title, items });
}

/** Shows or hides a column, except the last visible one. */
export function chooseColumn({ getState, dispatch }: SessionContext, id: string): void {
  const shown = getState().look.columns;
  const isShown = (column: ColumnId) => (column === id ? !shown.includes(column) : shown.includes(column));
  const columns = columnOrder.filter(isShown);
  if (columns.length === 0) return;
  dispatch({ type: 'look-changed', look: { columns } });
  dispatch({ overlay: 'menu', type: 'item-toggled', id, items: columnItems(columns) });
}

function columnItems(shown: readonly ColumnId[]): readonly MenuItem[] {
  return columnIds.map(id => ({
    id,
    label: columnInfo[id].title.toLowerCase(),
    isOn: shown.includes(id),
  }));
}
