import type { CancelPhase } from '../../src/operations/acts/cancel-runs.ts';
import type { Menu } from '../../src/screen/dialogs/menu.ts';
import type { Action, Overlay } from '../../src/screen/shell/state.ts';

export function opened<Shown extends Overlay>(dialog: Shown): Action {
  return { type: 'dialog-opened', dialog };
}

export function changed<Shown extends Overlay>(dialog: Shown): Action {
  return { type: 'dialog-changed', dialog };
}

export function cancelMoved(address: string, phase: CancelPhase): Action {
  return { type: 'cancels-moved', phases: new Map([[address, phase]]) };
}

/** The open menu, if one is open. */
export function openMenu({ overlay }: { readonly overlay: Overlay }): Menu | undefined {
  return 'items' in overlay ? (overlay as Menu) : undefined;
}
