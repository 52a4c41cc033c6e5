import type { OverlayKeys } from '../overlay-binding.ts';
import { scrollBindings } from '../scroll-keys.ts';
import type { Outcomes } from './outcomes.ts';

export const outcomesKeys: OverlayKeys<Outcomes> = {
  where: 'canceled runs',
  bindings: [
    ...scrollBindings(({ dispatch }, lines) => dispatch({ overlay: 'outcomes', type: 'scrolled', lines })),
    {
      keys: ['enter', 'escape', 'q'],
      label: 'close',
      help: 'close the list of canceled runs',
      press: ({ dispatch }) => dispatch({ overlay: 'outcomes', type: 'closed' }),
    },
  ],
};
