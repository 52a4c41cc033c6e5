import type { OverlayBinding, OverlayKeys } from '../overlay-binding.ts';
import { scrollBindings } from '../scroll-keys.ts';
import { lineBindings } from '../text-line-keys.ts';
import type { Help } from './help.ts';
import { helpRoom } from './help-lines.ts';

const search: OverlayBinding<Help> = {
  keys: ['/'],
  label: 'search',
  help: 'search in the help',
  press: ({ dispatch }) => dispatch({ overlay: 'help', type: 'search-began' }),
};

export const helpKeys: OverlayKeys<Help> = {
  where: 'help',
  bindings: [
    ...scrollBindings<Help>(
      ({ dispatch }, lines) => dispatch({ overlay: 'help', type: 'scrolled', lines }),
      helpRoom,
    ),
    search,
    {
      keys: ['escape', 'q', '?', 'enter'],
      label: 'close',
      help: 'close the help',
      press: ({ dispatch }) => dispatch({ overlay: 'help', type: 'closed' }),
    },
  ],
};

/** While words are typed into its search. */
export const helpSearchKeys: OverlayKeys<Help> = {
  where: 'search of the help',
  bindings: [
    {
      keys: ['enter', 'down'],
      label: 'keep',
      help: 'keep the search and go to the rows',
      press: ({ dispatch }) => dispatch({ overlay: 'help', type: 'search-kept' }),
    },
    {
      keys: ['escape'],
      label: 'clear',
      help: 'clear the search',
      press: ({ dispatch }) => dispatch({ overlay: 'help', type: 'search-cleared' }),
    },
    ...lineBindings(({ dispatch }, edit) => dispatch({ overlay: 'help', type: 'edited', edit })),
  ],
  type: ({ dispatch }, text) => dispatch({ overlay: 'help', type: 'typed', text }),
};
