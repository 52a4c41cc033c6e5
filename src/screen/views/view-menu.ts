import { defineMenu, itemIndex, type Menu } from '../dialogs/menu.ts';
import { backToTable } from '../run/open-run-by-id.ts';
import type { MenuItem } from '../shell/effects.ts';
import { type Command, keyOf } from '../shell/keymap.ts';
import { lookKey } from '../shell/remembered.ts';
import type { SessionContext } from '../shell/state.ts';
import { changeCriteria } from '../table/list-actions.ts';
import { describeCount, type View } from '../table/list-state.ts';
import { tabCount } from '../table/place-text.ts';
import { listLook } from './list-look.ts';
import { createNameView, nameView, readViews } from './name-view.ts';

/** Offered where runs are filtered. */
const saveItem: ViewItem = { id: 'save-view', label: 'Save this filter as a view…' };

/** `isSaved` is set for a view that the user saved. */
type ViewItem = MenuItem & { readonly isSaved?: true };
type ViewMenu = Menu<'view-menu', ViewItem>;
type DeleteViewMenu = Menu<'delete-view-menu'>;

export const viewMenu = defineMenu<ViewMenu>({
  type: 'view-menu',
  hasDigits: true,
  keys: [
    {
      keys: ['R'],
      label: 'rename',
      help: 'rename the saved view',
      where: 'view menu',
      reason: whyFixed,
      press: openRenameView,
    },
    {
      keys: ['D'],
      label: 'delete',
      help: 'delete the saved view',
      where: 'view menu',
      reason: whyFixed,
      press: openDeleteView,
    },
  ],
  noItem: letter =>
    saveItem.label.toLowerCase().startsWith(letter)
      ? `there is no filter to save as a view: ${keyOf('filter')} filters the runs`
      : undefined,
  choose: (_, id, context) => () => chooseView(context, id),
});

function openViewMenu(context: SessionContext): void {
  viewMenu.open(context, createViewMenu(viewItems(context), context.getState().list.view.id));
}

export function createViewMenu(items: readonly ViewItem[], chosen: string): ViewMenu {
  return { type: 'view-menu', title: 'View', items, index: itemIndex(items, chosen) };
}

export function chooseView(context: SessionContext, id: string): void {
  if (id === saveItem.id) return nameView.open(context, createNameView());
  const view = readViews(context).find(one => one.id === id);
  if (view) enterView(context, view);
}

/** Chooses the view with a number, or opens the menu without one. */
function chooseViewByKey(context: SessionContext, key?: string): void {
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
  changeCriteria(context, { view, sort }, { columns });
}

function whyFixed({ items, index }: ViewMenu): string | undefined {
  const item = items[index];
  if (item?.id === saveItem.id) return 'this is no view';
  return item?.isSaved ? undefined : `${item?.label ?? 'this'} is built in: it stays as it is`;
}

function openRenameView(menu: ViewMenu, context: SessionContext): ViewMenu {
  const label = menu.items[menu.index]?.label;
  if (label !== undefined) nameView.open(context, createNameView(label));
  return menu;
}

export const deleteViewMenu = defineMenu<DeleteViewMenu>({
  type: 'delete-view-menu',
  choose: (_, id, context) => () => deleteView(context, id),
});

function openDeleteView(menu: ViewMenu, context: SessionContext): ViewMenu {
  const item = menu.items[menu.index];
  if (!item) return menu;
  const items = [
    { id: 'no', label: 'No, keep it' },
    { id: item.id, label: 'Yes, delete it' },
  ];
  const title = `Delete the view "${item.label}"?`;
  deleteViewMenu.open(context, { type: 'delete-view-menu', title, items, index: 0 });
  return menu;
}

/** The rows stay: the deleted view's filter becomes that of the filter bar. */
function deleteView(context: SessionContext, id: string): void {
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

function viewItems(context: SessionContext): readonly ViewItem[] {
  const views = readViews(context);
  const state = context.getState();
  const items = views.map((view): ViewItem => {
    const count = tabCount(view, state);
    const hints = [count && describeCount(count), view.saved || !count ? view.filter : undefined];
    return {
      id: view.id,
      label: view.label,
      key: view.key === undefined ? undefined : String(view.key),
      hint: hints.filter(Boolean).join(' · '),
      ...(view.saved ? { isSaved: true } : undefined),
    };
  });
  const { filterText, kind } = state.list;
  return filterText === '' && kind === 'both' ? items : [...items, saveItem];
}

export const viewCommands: readonly Command[] = [
  {
    id: 'view',
    keys: ['v'],
    where: ['table', 'detail', 'groups'],
    group: 'Find',
    label: 'view',
    help: 'choose a view; save, rename and delete your own',
    hint: { rank: ({ screen }) => (screen === 'detail' ? undefined : 50) },
    run: openViewMenu,
  },
  {
    id: 'view-by-key',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    where: ['table', 'groups'],
    group: 'Find',
    label: 'view',
    help: 'choose a view by its number',
    run: chooseViewByKey,
  },
];
