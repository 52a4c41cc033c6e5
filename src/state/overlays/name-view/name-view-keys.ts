import type { SessionContext } from '../../session/session-context.ts';
import type { OverlayKeys } from '../overlay-binding.ts';
import { lineBindings } from '../text-line-keys.ts';
import type { NameView } from './name-view.ts';

export const nameViewKeys: OverlayKeys<NameView> = {
  where: 'view name',
  bindings: [
    { keys: ['enter'], label: 'save', help: 'save the filter as a view with this name', press: save },
    {
      keys: ['escape'],
      label: 'do not save',
      help: 'close without saving',
      press: ({ dispatch }) => dispatch({ overlay: 'name-view', type: 'closed' }),
    },
    ...lineBindings(({ dispatch }, edit) => dispatch({ overlay: 'name-view', type: 'edited', edit })),
  ],
  type: ({ dispatch }, text) => dispatch({ overlay: 'name-view', type: 'typed', text }),
};

function save(context: SessionContext, { text }: NameView): void {
  const { dispatch, getState, effects } = context;
  dispatch({ overlay: 'name-view', type: 'named' });
  const label = text.trim();
  if (label === '') return;
  const { view, filterText } = getState().list;
  const filter = [view.filter, filterText].filter(Boolean).join(' ');
  effects.memory.saveView(label, filter);
  const saved = { id: `saved:${label}`, label, filter };
  dispatch({ type: 'criteria-changed', criteria: { view: saved, filterText: '' } });
  const problem = effects.memory.problem();
  dispatch(
    problem === undefined
      ? { type: 'noticed', text: `saved the view "${label}": ${filter}`, tone: 'info' }
      : { type: 'noticed', text: `the view "${label}" lasts until you quit: ${problem}`, tone: 'error' },
  );
  context.run(() => context.list.load());
}
