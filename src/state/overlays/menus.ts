import { newestFirst, type Sort, type SortField } from '../../contract/run-store.ts';
import type { Key } from '../keys/keymap.ts';
import { columnIds, columnInfo, columnOrder } from '../list/columns.ts';
import { builtInViews, describeCount, shownCounts, type View, viewCount } from '../list/views.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';
import { withWholeRun } from '../session/whole-run.ts';
import { copyChoice, copyMenuItems } from './copy.ts';
import type { MenuItem, MenuPurpose, Overlay } from './overlay.ts';

const sortLabels: Readonly<Record<SortField, string>> = {
  created: 'Newest first',
  started: 'Started last',
  finished: 'Finished last',
  duration: 'Longest',
  cost: 'Dearest',
  messages: 'Most messages',
  steps: 'Most steps',
  name: 'Name, A to Z',
};

const saveViewItem = 'save-view';

type ListMenu = Exclude<MenuPurpose, 'target' | 'copy'>;

export function openMenu(context: SessionContext, purpose: ListMenu): void {
  const state = context.getState();
  const items = menuItems(context, purpose);
  const current = currentItem(state, purpose);
  const index = Math.max(
    0,
    items.findIndex(item => item.id === current),
  );
  show(context, purpose, items, index);
}

/**
 * What can be copied of a run depends on what was recorded of it, so it is read whole before it is offered.
 */
export function openCopyMenu(context: SessionContext): void {
  withWholeRun(context, 'nothing is copied', run => {
    const items = copyMenuItems(context.getState(), run);
    const overlay = { type: 'menu', purpose: 'copy', title: titles.copy, items, index: 0, run } as const;
    context.dispatch({ type: 'overlay-changed', overlay });
  });
}

export function openTargetMenu(context: SessionContext): void {
  context.run(async () => {
    const items = await context.effects.listTargets();
    const { location } = context.getState().store.target;
    show(
      context,
      'target',
      items,
      Math.max(
        0,
        items.findIndex(item => item.id === location),
      ),
    );
  });
}

const titles: Readonly<Record<MenuPurpose, string>> = {
  view: 'View',
  sort: 'Order',
  columns: 'Columns (↵ shows or hides)',
  copy: 'Copy',
  target: 'Target',
};

function show(
  context: SessionContext,
  purpose: MenuPurpose,
  items: readonly MenuItem[],
  index: number,
): void {
  const overlay = { type: 'menu', purpose, title: titles[purpose], items, index } as const;
  context.dispatch({ type: 'overlay-changed', overlay });
}

function menuItems(context: SessionContext, purpose: ListMenu): readonly MenuItem[] {
  const state = context.getState();
  switch (purpose) {
    case 'view':
      return viewItems(context);
    case 'sort':
      return state.store.can.sorts.map(field => ({ id: field, label: sortLabels[field] }));
    case 'columns':
      return columnIds.map(id => ({
        id,
        label: `[${state.look.columns.includes(id) ? 'x' : ' '}] ${columnInfo[id].title.toLowerCase()}`,
      }));
  }
}

function currentItem(state: State, purpose: MenuPurpose): string | undefined {
  if (purpose === 'view') return state.list.view.id;
  if (purpose === 'sort') return state.list.sort.field;
  return undefined;
}

function allViews(context: SessionContext): readonly View[] {
  const saved = context.effects.memory.views().map(view => ({ ...view, id: `saved:${view.label}` }));
  return [...builtInViews, ...saved];
}

function viewItems(context: SessionContext): readonly MenuItem[] {
  const { list } = context.getState();
  const counts = shownCounts(context.getState());
  const items: MenuItem[] = allViews(context).map(view => {
    const count = viewCount(view, counts);
    return { id: view.id, label: view.label, hint: count ? describeCount(count) : view.filter };
  });
  return list.filterText === ''
    ? items
    : [...items, { id: saveViewItem, label: 'Save this filter as a view…' }];
}

type Menu = Extract<Overlay, { readonly type: 'menu' }>;

export function pressInMenu(context: SessionContext, menu: Menu, key: Key): void {
  const last = menu.items.length - 1;
  const moveTo = (index: number) =>
    context.dispatch({ type: 'overlay-changed', overlay: { ...menu, index } });
  const chosen = /^[1-9]$/u.test(key) ? menu.items[Number(key) - 1] : menu.items[menu.index];
  if (key === 'j' || key === 'down') return moveTo(menu.index === last ? 0 : menu.index + 1);
  if (key === 'k' || key === 'up') return moveTo(menu.index === 0 ? last : menu.index - 1);
  if (key === 'escape' || key === 'q') {
    return context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  }
  const isChoice = key === 'enter' || /^[1-9]$/u.test(key) || (key === 'space' && menu.purpose === 'columns');
  if (isChoice && chosen) choose(context, menu, chosen.id);
}

function choose(context: SessionContext, menu: Menu, itemId: string): void {
  if (menu.purpose === 'columns') return toggleColumn(context, itemId);
  context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  switch (menu.purpose) {
    case 'view':
      return chooseView(context, itemId);
    case 'sort':
      return chooseSort(context, itemId);
    case 'copy':
      return copyChoice(context, itemId, menu.run);
    case 'target':
      context.run(async () => context.switchStore(await context.effects.openTarget(itemId)));
  }
}

function chooseView(context: SessionContext, itemId: string): void {
  if (itemId === saveViewItem) {
    context.dispatch({ type: 'overlay-changed', overlay: { type: 'name-view', text: '', caret: 0 } });
    return;
  }
  const view = allViews(context).find(({ id }) => id === itemId);
  if (!view) return;
  context.dispatch({ type: 'question-changed', question: { view } });
  context.run(() => context.list.load());
}

function chooseSort(context: SessionContext, itemId: string): void {
  const field = context.getState().store.can.sorts.find(candidate => candidate === itemId);
  if (!field) return;
  const sort: Sort = field === 'created' ? newestFirst : { field, descending: field !== 'name' };
  context.dispatch({ type: 'question-changed', question: { sort } });
  context.run(() => context.list.load());
}

function toggleColumn(context: SessionContext, itemId: string): void {
  const { columns } = context.getState().look;
  const id = columnIds.find(candidate => candidate === itemId);
  if (!id) return;
  const chosen = columnOrder.filter(other =>
    other === id ? !columns.includes(id) : columns.includes(other),
  );
  if (chosen.length === 0) return;
  context.dispatch({ type: 'look-changed', look: { columns: chosen } });
  const items = menuItems(context, 'columns');
  show(context, 'columns', items, columnIds.indexOf(id));
}
