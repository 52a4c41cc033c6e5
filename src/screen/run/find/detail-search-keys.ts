import type { OverlayKeys } from '../../dialogs/overlay-binding.ts';
import type { LineAction } from '../../dialogs/text-line.ts';
import { lineBindings } from '../../dialogs/text-line-keys.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import type { DetailCommand } from '../detail-actions.ts';
import type { DetailSearch } from './detail-search.ts';

export const detailSearchKeys: OverlayKeys<DetailSearch> = {
  where: 'search',
  bindings: [
    {
      keys: ['enter'],
      label: 'keep',
      help: 'keep the search and return to the detail',
      press: context => end(context, 'kept', { type: 'search-accepted' }),
    },
    {
      keys: ['escape'],
      label: 'clear',
      help: 'clear the search and go back to where it began',
      press: context => end(context, 'cleared', { type: 'search-cleared' }),
    },
    ...lineBindings((context, edit) => change(context, { type: 'edited', edit })),
  ],
  type: (context, text) => change(context, { type: 'typed', text }),
};

function end({ dispatch }: SessionContext, type: 'kept' | 'cleared', command: DetailCommand): void {
  dispatch({ overlay: 'search', type });
  dispatch({ type: 'detail-command-given', command });
}

function change({ dispatch, getState }: SessionContext, action: LineAction): void {
  dispatch({ overlay: 'search', ...action });
  const { overlay } = getState();
  if (overlay.type !== 'search') return;
  dispatch({ type: 'detail-command-given', command: { type: 'search-changed', text: overlay.text } });
}
