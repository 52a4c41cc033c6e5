import type { OverlayKeys } from '../../dialogs/overlay-binding.ts';
import { editFurther } from './edit-input.ts';
import type { InputFault } from './input-fault.ts';

export const inputFaultKeys: OverlayKeys<InputFault> = {
  where: 'input that is not JSON',
  bindings: [
    {
      keys: ['enter', 'A', 'y'],
      label: 'edit further',
      help: 'edit the input further, from where you left it',
      press: (context, fault) => {
        context.dispatch({ overlay: 'input-fault', type: 'closed' });
        editFurther(context, fault);
      },
    },
    {
      keys: ['n', 'q', 'escape'],
      label: 'not now',
      help: 'start nothing; what was edited is kept for the next time',
      press: ({ dispatch }) => dispatch({ overlay: 'input-fault', type: 'closed' }),
    },
  ],
};
