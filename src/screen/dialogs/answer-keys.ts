import type { OverlayBinding } from './overlay-binding.ts';

type Question = 'confirm-cancel' | 'confirm-many' | 'confirm-own' | 'run-again';

/** The keys that choose the other answer. `reason`: why there is none to choose now. */
export function answerBindings<Overlay>(
  overlay: Question,
  reason?: (overlay: Overlay) => string | undefined,
): readonly OverlayBinding<Overlay>[] {
  const other: Omit<OverlayBinding<Overlay>, 'keys'> = {
    label: 'choose',
    help: 'choose the other answer',
    reason,
    press: ({ dispatch }) => dispatch({ overlay, type: 'choice-changed' }),
  };
  return [
    { keys: ['left', 'tab'], ...other },
    { keys: ['right'], ...other },
  ];
}
