import type { Menu, MenuItem } from '../dialogs/menu.ts';
import { backToTable } from '../run/back-to-table.ts';
import { lookKey } from '../shell/remembered.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { changeCriteria } from '../table/change-criteria.ts';
import { describeCount, shownCounts, type View, viewCount } from '../table/views.ts';
import { readViews } from './read-views.ts';
import { listLook } from './restore-list.ts';
import { createNameView, nameView } from './name-view.ts';

/** Offered where runs are filtered. */
export const saveItem: MenuItem = { id: 'save-view', label: 'Save this filter as a view…' };

export function openViewMenu(context: SessionContext): void {
  const chosen = context.getState().list.view.id;
  const items = viewItems(context);
  context.dispatch({ overlay: 'menu', type: 'opened', purpose: 'view', title: 'View', items, chosen });
}

export function chooseView(context: SessionContext, id: string): void {
  if (id === saveItem.id) return nameView.open(context, createNameView());
  const view = readViews(context).find(one => one.id === id);
  if (view) enterView(context, view);
}

/** Chooses the view with a number, or opens the menu without one. */
export function chooseViewByKey(context: SessionContext, key?: string): void {
  if (key === undefined) return openViewMenu(context);
  const view = readViews(context).find(one => one.key === Number(key));
  if (view) return enterView(context, view);
  const text = `there is no view ${key}: a filter that is saved as a view gets the next number`;
  context.dispatch({ type: 'noticed', text, tone: 'info' });
}

function enterView(context: SessionContext, view: View): void {
  const { getState, effects } = context;
  const { target, can } = getState().store;
  const look = effects.memory.look(lookKey(target));
  const { sort, columns } = listLook(view, look, { target, can });
  backToTable(context);
  changeCriteria(context, { view, sort }, columns);
}

/** Why a view cannot be renamed or deleted. */
export function whyFixed({ items, index }: Menu): string | undefined {
  const item = items[index];
  if (item?.id === saveItem.id) return 'this is no view';
  return item?.isSaved ? undefined : `${item?.label ?? 'this'} is built in: it stays as it is`;
}

export function openRenameView(context: SessionContext, { items, index }: Menu): void {
  const label = items[index]?.label;
  if (label !== undefined) nameView.open(context, createNameView(label));
}

export function openDeleteView({ dispatch }: SessionContext, { items, index }: Menu): void {
  const item = items[index];
  if (!item) return;
  dispatch({
    overlay: 'menu',
    type: 'opened',
    purpose: 'delete-view',
    title: `Delete the view "${item.label}"?`,
    items: [
      { id: 'no', label: 'No, keep it' },
      { id: item.id, label: 'Yes, delete it' },
    ],
  });
}

/** The rows stay: the deleted view's filter becomes that of the filter bar. */
export function chooseDeleteView(context: SessionContext, id: string): void {
  const { effects, dispatch, getState } = context;
  const views = readViews(context);
  const view = views.find(one => one.id === id);
  if (!view?.saved) return;
  effects.memory.deleteView(view.label);
  readViews(context);
  const { list } = getState();
  const [all] = views;
  if (list.view.id === id && all) {
    const filterText = [view.filter, list.filterText].filter(Boolean).join(' ');
    changeCriteria(context, { view: all, filterText });
  }
  dispatch({ type: 'noticed', text: `deleted the view "${view.label}": ${view.filter}`, tone: 'info' });
}

function viewItems(context: SessionContext): readonly MenuItem[] {
  const views = readViews(context);
  const state = context.getState();
  const counts = shownCounts(state);
  const items = views.map((view): MenuItem => {
    const count = viewCount(view, counts);
    return {
      id: view.id,
      label: view.label,
      key: view.key === undefined ? undefined : String(view.key),
      hint: count ? describeCount(count) : view.filter,
      ...(view.saved ? { isSaved: true } : undefined),
    };
  });
  const { filterText, kind } = state.list;
  return filterText === '' && kind === 'both' ? items : [...items, saveItem];
}
