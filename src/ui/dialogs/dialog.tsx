import { useMemo } from 'react';
import type { Overlay } from '../../state/overlays/overlay.ts';
import type { State } from '../../state/session/state.ts';
import { type ScreenProps, useSelected } from '../use-selected.ts';
import { ActingDialog } from './acting/acting-dialog.tsx';
import { ConfirmCancelDialog } from './confirm-cancel-dialog.tsx';
import { ConfirmManyDialog } from './confirm-many-dialog.tsx';
import { ConfirmOwnDialog } from './confirm-own-dialog.tsx';
import { FrequencyDialog } from './frequency-dialog.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { InputFaultDialog } from './input-fault-dialog.tsx';
import { MenuDialog } from './menu-dialog.tsx';
import { NameViewDialog } from './name-view-dialog.tsx';
import { NoteFailureDialog } from './note-failure-dialog.tsx';
import { PaletteDialog } from './palette-dialog.tsx';
import { RunAgainDialog } from './run-again-dialog.tsx';
import { SharedCausesDialog } from './shared-causes-dialog.tsx';

/** Overlays that the filter bar and the hints draw. */
const inline: ReadonlySet<Overlay['type']> = new Set(['none', 'filter', 'search']);

/** What dialogs show beside their overlay; the others may show all of the state. */
const shownParts: Partial<Record<Overlay['type'], readonly (keyof State)[]>> = {
  help: ['size', 'screen'],
  menu: ['size'],
  'name-view': ['size'],
  'confirm-many': ['size'],
  'confirm-own': ['size'],
  acting: ['size', 'list'],
  'run-again': ['size'],
  'input-fault': ['size'],
};

export function Dialog({ session, theme, painter }: ScreenProps) {
  const select = useMemo(createSelection, []);
  const state = useSelected(session, select);
  if (!state) return null;
  const { overlay } = state;
  const common = { state, theme, painter };
  switch (overlay.type) {
    case 'help':
      return <HelpDialog {...common} overlay={overlay} />;
    case 'palette':
      return <PaletteDialog {...common} overlay={overlay} />;
    case 'menu':
      return <MenuDialog {...common} overlay={overlay} />;
    case 'confirm-cancel':
      return <ConfirmCancelDialog {...common} overlay={overlay} />;
    case 'run-again':
      return <RunAgainDialog {...common} overlay={overlay} />;
    case 'input-fault':
      return <InputFaultDialog {...common} overlay={overlay} />;
    case 'frequency':
      return <FrequencyDialog {...common} overlay={overlay} />;
    case 'confirm-many':
      return <ConfirmManyDialog {...common} overlay={overlay} />;
    case 'confirm-own':
      return <ConfirmOwnDialog {...common} overlay={overlay} />;
    case 'acting':
      return <ActingDialog {...common} overlay={overlay} />;
    case 'name-view':
      return <NameViewDialog {...common} overlay={overlay} />;
    case 'shared-causes':
      return <SharedCausesDialog {...common} overlay={overlay} />;
    case 'note-failure':
      return <NoteFailureDialog {...common} overlay={overlay} />;
    default:
      return null;
  }
}

/** Selects the state for a dialog: the one before while all that it shows is the same. */
function createSelection(): (now: State) => State | undefined {
  let shown: State | undefined;
  return now => {
    const { overlay } = now;
    const parts = shownParts[overlay.type];
    const isSame = shown?.overlay === overlay && parts?.every(part => shown?.[part] === now[part]) === true;
    if (!isSame) shown = inline.has(overlay.type) ? undefined : now;
    return shown;
  };
}
