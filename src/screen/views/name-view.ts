import { safeLine } from '../../model/text/safe-text.ts';
import { defineDialog } from '../dialogs/define-dialog.ts';
import { editedText, editLine, lineKeys, lineOf, type TextLine } from '../dialogs/text-line.ts';
import { dialogRoom } from '../shell/layout.ts';
import type { SessionContext } from '../shell/state.ts';
import { changeCriteria } from '../table/list-actions.ts';
import { allViews, savedViewId, type View } from '../table/list-state.ts';

/** The name under which the current filter is saved as a view, or a saved view's new name. */
type NameView = TextLine & {
  readonly type: 'name-view';
  readonly renamed?: string;
};

export function createNameView(renamed?: string): NameView {
  return { type: 'name-view', ...lineOf(renamed ?? ''), ...(renamed === undefined ? {} : { renamed }) };
}

const line = lineKeys<NameView>(editLine);

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
      ...line.bindings,
    ],
    type: line.type,
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
  context.dispatch({ type: 'noticed', text: taken, tone: 'error' });
  return view;
}

function keep(context: SessionContext, label: string, renamed: string | undefined): void {
  const { dispatch, effects } = context;
  const done = renamed === undefined ? saveFilter(context, label) : renameView(context, renamed, label);
  const problem = effects.memory.problem();
  if (problem === undefined) return dispatch({ type: 'noticed', text: done, tone: 'info' });
  dispatch({ type: 'noticed', text: `the view "${label}" lasts until you quit: ${problem}`, tone: 'error' });
}

/** A filter may be saved again under the name of a saved view. */
function whyRefused(context: SessionContext, label: string): string | undefined {
  const isSaved = readViews(context).some(view => view.saved && view.label === label);
  return isSaved ? undefined : whyTaken(context, label);
}

function whyTaken(context: SessionContext, label: string, own?: string): string | undefined {
  const isEqual = (other: View) => other.label.toLowerCase() === label.toLowerCase();
  const taken = readViews(context).find(other => other.label !== own && isEqual(other));
  return taken && `there is a view "${taken.label}": choose another name`;
}

/** The list stays as it is: what the filter bar held is now in the view. */
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

/** The views as they are now: another inspector may have saved some. */
export function readViews({ effects: { memory }, dispatch }: SessionContext): readonly View[] {
  memory.refresh();
  const views = memory.views();
  dispatch({ type: 'views-changed', views });
  return allViews(views);
}
