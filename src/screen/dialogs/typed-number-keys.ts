import type { SessionContext } from '../shell/session-context.ts';
import type { OverlayBinding } from './overlay-binding.ts';
import type { LineAction } from './text-line.ts';

type Question = 'confirm-many' | 'confirm-own';

/** The digits of the number that confirms an act on many runs. */
export function digitBinding<Overlay>(
  overlay: Question,
  how: Pick<OverlayBinding<Overlay>, 'help' | 'reason'>,
): OverlayBinding<Overlay> {
  return {
    keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    ...how,
    press: (context, _, text) => change(context, overlay, { type: 'typed', text }),
  };
}

/** The keys that delete what is typed of the number. */
export function deleteBindings(overlay: Question): readonly OverlayBinding<unknown>[] {
  return [
    {
      keys: ['backspace'],
      help: 'delete the last digit',
      press: context => change(context, overlay, { type: 'edited', edit: 'delete-before' }),
    },
    {
      keys: ['ctrl+u'],
      help: 'delete the number',
      press: context => change(context, overlay, { type: 'edited', edit: 'delete-to-start' }),
    },
  ];
}

/** What was said of a wrong number is over once another one is typed. */
function change({ dispatch }: SessionContext, overlay: Question, action: LineAction): void {
  dispatch({ type: 'notice-expired' });
  dispatch({ overlay, ...action });
}
