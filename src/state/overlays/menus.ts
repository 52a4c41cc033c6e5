import { newestFirst, type Sort, type SortField } from '../../contract/run-store.ts';
import type { Key } from '../keys/keymap.ts';
import { columnIds, columnInfo, columnOrder } from '../list/columns.ts';
import { builtInViews, describeCount, shownCounts, type View, viewCount } from '../list/views.ts';
import type { Desk } from '../session/session.ts';
import type { MenuItem, MenuPurpose, Overlay, State } from '../session/state.ts';
import { withWholeRun } from '../session/whole-run.ts';
import { copyChoice, copyMenuItems } from './copy.ts';

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

export function openMenu(desk: Desk, purpose: ListMenu): void {
  const state = desk.getState();
  const items = menuItems(desk, purpose);
  const current = currentItem(state, purpose);
  const index = Math.max(
    0,
    items.findIndex(item => item.id === current),
  );
  show(desk, purpose, items, index);
}

/**
 * What can be copied of a run depends on what was recorded of it, so it is read whole before it is offered.
 */
export function openCopyMenu(desk: Desk): void {
  withWholeRun(desk, 'nothing is copied', run => {
    const items = copyMenuItems(desk.getState(), run);
    const overlay = { type: 'menu', purpose: 'copy', title: titles.copy, items, index: 0, run } as const;
    desk.dispatch({ type: 'overlay-changed', overlay });
  });
}

export function openTargetMenu(desk: Desk): void {
  desk.run(async () => {
    const items = await desk.effects.listTargets();
    const { location } = desk.getState().target;
    show(
      desk,
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

function show(desk: Desk, purpose: MenuPurpose, items: readonly MenuItem[], index: number): void {
  const overlay = { type: 'menu', purpose, title: titles[purpose], items, index } as const;
  desk.dispatch({ type: 'overlay-changed', overlay });
}

function menuItems(desk: Desk, purpose: ListMenu): readonly MenuItem[] {
  const state = desk.getState();
  switch (purpose) {
    case 'view':
      return viewItems(desk);
    case 'sort':
      return state.can.sorts.map(field => ({ id: field, label: sortLabels[field] }));
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

function allViews(desk: Desk): readonly View[] {
  const saved = desk.effects.memory.views().map(view => ({ ...view, id: `saved:${view.label}` }));
  return [...builtInViews, ...saved];
}

function viewItems(desk: Desk): readonly MenuItem[] {
  const { list } = desk.getState();
  const counts = shownCounts(desk.getState());
  const items: MenuItem[] = allViews(desk).map(view => {
    const count = viewCount(view, counts);
    return { id: view.id, label: view.label, hint: count ? describeCount(count) : view.filter };
  });
  return list.filterText === ''
    ? items
    : [...items, { id: saveViewItem, label: 'Save this filter as a view…' }];
}

type Menu = Extract<Overlay, { readonly type: 'menu' }>;

export function pressInMenu(desk: Desk, menu: Menu, key: Key): void {
  const last = menu.items.length - 1;
  const moveTo = (index: number) => desk.dispatch({ type: 'overlay-changed', overlay: { ...menu, index } });
  const chosen = /^[1-9]$/u.test(key) ? menu.items[Number(key) - 1] : menu.items[menu.index];
  if (key === 'j' || key === 'down') return moveTo(menu.index === last ? 0 : menu.index + 1);
  if (key === 'k' || key === 'up') return moveTo(menu.index === 0 ? last : menu.index - 1);
  if (key === 'escape' || key === 'q') {
    return desk.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  }
  const isChoice = key === 'enter' || /^[1-9]$/u.test(key) || (key === 'space' && menu.purpose === 'columns');
  if (isChoice && chosen) choose(desk, menu, chosen.id);
}

function choose(desk: Desk, menu: Menu, itemId: string): void {
  if (menu.purpose === 'columns') return toggleColumn(desk, itemId);
  desk.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  switch (menu.purpose) {
    case 'view':
      return chooseView(desk, itemId);
    case 'sort':
      return chooseSort(desk, itemId);
    case 'copy':
      return copyChoice(desk, itemId, menu.run);
    case 'target':
      desk.run(async () => desk.switchStore(await desk.effects.openTarget(itemId)));
  }
}

function chooseView(desk: Desk, itemId: string): void {
  if (itemId === saveViewItem) {
    desk.dispatch({ type: 'overlay-changed', overlay: { type: 'name-view', text: '', caret: 0 } });
    return;
  }
  const view = allViews(desk).find(({ id }) => id === itemId);
  if (!view) return;
  desk.dispatch({ type: 'question-changed', question: { view } });
  desk.run(() => desk.list.load());
}

function chooseSort(desk: Desk, itemId: string): void {
  const field = desk.getState().can.sorts.find(candidate => candidate === itemId);
  if (!field) return;
  const sort: Sort = field === 'created' ? newestFirst : { field, descending: field !== 'name' };
  desk.dispatch({ type: 'question-changed', question: { sort } });
  desk.run(() => desk.list.load());
}

function toggleColumn(desk: Desk, itemId: string): void {
  const { columns } = desk.getState().look;
  const id = columnIds.find(candidate => candidate === itemId);
  if (!id) return;
  const chosen = columnOrder.filter(other =>
    other === id ? !columns.includes(id) : columns.includes(other),
  );
  if (chosen.length === 0) return;
  desk.dispatch({ type: 'look-changed', look: { columns: chosen } });
  const items = menuItems(desk, 'columns');
  show(desk, 'columns', items, columnIds.indexOf(id));
}
