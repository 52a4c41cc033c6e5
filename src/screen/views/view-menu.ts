import { safeLine } from '../../model/text/safe-text.ts';
import { defineDialog } from '../dialogs/define-dialog.ts';
import { defineMenu, itemIndex, type Menu, offer } from '../dialogs/menu.ts';
import { editedText, editLine, lineOf, type TextLine } from '../dialogs/text-line.ts';
import { backToTable } from '../run/open-run-by-id.ts';
import type { MenuItem } from '../shell/effects.ts';
import { type Command, keyOf, nameCommands } from '../shell/keymap.ts';
import { dialogRoom } from '../shell/layout.ts';
import { lookKey } from '../shell/remembered.ts';
import type { SessionContext } from '../shell/state.ts';
import { changeCriteria } from '../table/list-actions.ts';
import { allViews, describeCount, savedViewId, type View } from '../table/list-state.ts';
import { tabCount } from '../table/place-text.ts';
import { listLook } from './list-look.ts';

const saveItem: ViewItem = { id: 'save-view', label: 'Save this filter as a view…' };

type ViewItem = MenuItem & { readonly isSaved?: true };
type ViewMenu = Menu<'view-menu', ViewItem>;

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

function chooseViewByKey(context: SessionContext, key?: string): void {
  if (key === undefined) return openViewMenu(context);
  const view = readViews(context).find(one => one.key === Number(key));
  if (view) return enterView(context, view);
  context.say(`there is no view ${key}: a filter that is saved as a view gets the next number`);
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

function openDeleteView(menu: ViewMenu, context: SessionContext): ViewMenu {
  const item = menu.items[menu.index];
  if (!item) return menu;
  offer(context, `Delete the view "${safeLine(item.label)}"?`, [
    { id: 'no', label: 'No, keep it', choose: () => {} },
    { id: item.id, label: 'Yes, delete it', choose: () => deleteView(context, item.id) },
  ]);
  return menu;
}

/** The rows stay, as the filter of the deleted view moves into the filter bar. */
function deleteView(context: SessionContext, id: string): void {
  const { effects, say, getState } = context;
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
  say(`deleted the view "${view.label}": ${view.filter}`);
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

const find = nameCommands({ where: ['table', 'detail', 'groups'], group: 'Find' });

export const viewCommands: readonly Command[] = [
  {
    ...find('view', 'v', 'view', 'choose a view; save, rename and delete your own'),
    hint: { rank: ({ screen }) => (screen === 'detail' ? undefined : 50) },
    run: openViewMenu,
  },
  {
    ...find('view-by-key', '1 2 3 4 5 6 7 8 9', 'view', 'choose a view by its number'),
    where: ['table', 'groups'],
    run: chooseViewByKey,
  },
];

/** The name for a new view, or the new name of the view `renamed`. */
type NameView = TextLine & { readonly type: 'name-view'; readonly renamed?: string };

export function createNameView(renamed?: string): NameView {
  return { type: 'name-view', ...lineOf(renamed ?? ''), ...(renamed === undefined ? {} : { renamed }) };
}

export const nameView = defineDialog<NameView>({
  type: 'name-view',
  typed: line => ({ name: 'Name', line }),
  keys: {
    where: 'view name',
    bindings: [
      {
        keys: ['enter'],
        label: ({ renamed }) => (renamed === undefined ? 'save' : 'rename'),
        help: 'save the filter as a view with this name, or rename the view',
        press: save,
      },
      {
        keys: ['escape'],
        label: ({ renamed }) => (renamed === undefined ? 'do not save' : 'close'),
        help: 'close and change nothing',
        press: () => undefined,
      },
    ],
    edits: editLine,
  },
  lines: (view, { state, theme }) => {
    const { width } = dialogRoom(state.size);
    const { renamed } = view;
    const title =
      renamed === undefined ? 'Save this filter as a view' : `Rename the view "${safeLine(renamed)}"`;
    const lines = [`${theme.accent('name')} ${editedText(view, '', width - 8, theme)}`];
    return { title: theme.bold(title), lines, width };
  },
});

function save(view: NameView, context: SessionContext) {
  const { renamed } = view;
  const label = view.text.trim();
  if (label === '' || label === renamed) return undefined;
  const taken = renamed === undefined ? whyRefused(context, label) : whyTaken(context, label, renamed);
  if (taken === undefined) return () => keep(context, label, renamed);
  context.say(taken, 'error');
  return view;
}

function keep(context: SessionContext, label: string, renamed: string | undefined): void {
  const { say, effects } = context;
  const done = renamed === undefined ? saveFilter(context, label) : renameView(context, renamed, label);
  const problem = effects.memory.problem();
  if (problem === undefined) return say(done);
  say(`the view "${label}" lasts until you quit: ${problem}`, 'error');
}

/** A filter may replace a saved view of the same name. */
function whyRefused(context: SessionContext, label: string): string | undefined {
  const isSaved = readViews(context).some(view => view.saved && view.label === label);
  return isSaved ? undefined : whyTaken(context, label);
}

function whyTaken(context: SessionContext, label: string, own?: string): string | undefined {
  const isEqual = (other: View) => other.label.toLowerCase() === label.toLowerCase();
  const taken = readViews(context).find(other => other.label !== own && isEqual(other));
  return taken && `there is a view "${taken.label}": choose another name`;
}

/** The list stays as it is: the view now has what was in the filter bar. */
function saveFilter(context: SessionContext, label: string): string {
  const { list, look } = context.getState();
  const kind = list.kind === 'both' ? '' : `kind:${list.kind}`;
  const filter = [list.view.filter, kind, list.filterText].filter(Boolean).join(' ');
  context.effects.memory.saveView({ label, filter, columns: look.columns, sort: list.sort });
  const view = findSaved(context, label);
  if (view) changeCriteria(context, { view, filterText: '', kind: 'both' });
  return `saved the view "${label}"${view?.key === undefined ? '' : ` as ${view.key}`}: ${filter}`;
}

function renameView(context: SessionContext, label: string, to: string): string {
  context.effects.memory.renameView(label, to);
  const view = findSaved(context, to);
  const isChosen = context.getState().list.view.id === savedViewId(label);
  if (view && isChosen) changeCriteria(context, { view });
  return `the view "${label}" is called "${to}" now`;
}

function findSaved(context: SessionContext, label: string): View | undefined {
  return readViews(context).find(({ id }) => id === savedViewId(label));
}

/** Another process may have saved views meanwhile. */
function readViews({ effects: { memory }, dispatch }: SessionContext): readonly View[] {
  memory.refresh();
  const views = memory.views();
  dispatch({ type: 'views-changed', views });
  return allViews(views);
}
