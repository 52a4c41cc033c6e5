import type { OpenOverlay } from '../../src/screen/dialogs/overlay.ts';
import type { Action } from '../../src/screen/shell/actions.ts';

export function opened(dialog: OpenOverlay): Action {
  return { type: 'dialog-opened', dialog };
}

export function changed(dialog: OpenOverlay): Action {
  return { type: 'dialog-changed', dialog };
}
