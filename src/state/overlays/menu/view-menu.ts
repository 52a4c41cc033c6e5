import { changeCriteria } from '../../list/change-criteria.ts';
import { builtInViews, describeCount, shownCounts, type View, viewCount } from '../../list/views.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { MenuItem } from './menu.ts';

const saveItem: MenuItem = { id: 'save-view', label: 'Save this filter as a view…' };

export function openViewMenu(context: SessionContext): void {
  const chosen = context.getState().list.view.id;
  const items = viewItems(context);
  context.dispatch({ overlay: 'menu', type: 'opened', purpose: 'view', title: 'View', items, chosen });
}

export function chooseView(context: SessionContext, id: string): void {
  if (id === saveItem.id) return context.dispatch({ overlay: 'name-view', type: 'opened' });
  const view = allViews(context).find(one => one.id === id);
  if (view) changeCriteria(context, { view });
}

function allViews({ effects }: SessionContext): readonly View[] {
  const saved = effects.memory.views().map(view => ({ ...view, id: `saved:${view.label}` }));
  return [...builtInViews, ...saved];
}

function viewItems(context: SessionContext): readonly MenuItem[] {
  const state = context.getState();
  const counts = shownCounts(state);
  const items: readonly MenuItem[] = allViews(context).map(view => {
    const count = viewCount(view, counts);
    return { id: view.id, label: view.label, hint: count ? describeCount(count) : view.filter };
  });
  return state.list.filterText === '' ? items : [...items, saveItem];
}
