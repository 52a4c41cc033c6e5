import type { OverlayKeys } from '../overlay-binding.ts';
import { scrollBindings } from '../scroll-keys.ts';
import type { Help } from './help.ts';

export const helpKeys: OverlayKeys<Help> = {
  where: 'help',
  bindings: [
    ...scrollBindings(({ dispatch }, lines) => dispatch({ overlay: 'help', type: 'scrolled', lines })),
    {
      keys: ['escape', 'q', '?', 'enter'],
      label: 'close',
      help: 'close the help',
      press: ({ dispatch }) => dispatch({ overlay: 'help', type: 'closed' }),
    },
  ],
};
