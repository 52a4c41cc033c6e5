import type { OverlayKeys } from '../dialogs/overlay-binding.ts';
import { lineBindings } from '../dialogs/text-line-keys.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { changeCriteria } from '../table/change-criteria.ts';
import { savedViewId, type View } from '../table/views.ts';
import type { NameView } from './name-view.ts';
import { readViews } from './read-views.ts';

export const nameViewKeys: OverlayKeys<NameView> = {
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
      press: ({ dispatch }) => dispatch({ overlay: 'name-view', type: 'closed' }),
    },
    ...lineBindings(({ dispatch }, edit) => dispatch({ overlay: 'name-view', type: 'edited', edit })),
  ],
  type: ({ dispatch }, text) => dispatch({ overlay: 'name-view', type: 'typed', text }),
};

function save(context: SessionContext, { text, renamed }: NameView): void {
  const { dispatch } = context;
  const label = text.trim();
  if (label === '' || label === renamed) return dispatch({ overlay: 'name-view', type: 'closed' });
  const taken = renamed === undefined ? whyRefused(context, label) : whyTaken(context, label, renamed);
  if (taken !== undefined) return dispatch({ type: 'noticed', text: taken, tone: 'error' });
  dispatch({ overlay: 'name-view', type: 'named' });
  const done = renamed === undefined ? saveFilter(context, label) : renameView(context, renamed, label);
  const problem = context.effects.memory.problem();
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
