import type { CancelPhase } from '../../src/operations/acts/cancel-runs.ts';
import type { OpenOverlay } from '../../src/screen/dialogs/overlay.ts';
import type { Action } from '../../src/screen/shell/state.ts';

export function opened(dialog: OpenOverlay): Action {
  return { type: 'dialog-opened', dialog };
}

export function changed(dialog: OpenOverlay): Action {
  return { type: 'dialog-changed', dialog };
}

export function cancelMoved(address: string, phase: CancelPhase): Action {
  return { type: 'cancels-moved', phases: new Map([[address, phase]]) };
}
