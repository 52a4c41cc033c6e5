import type { Overlay } from '../../state/overlays/overlay.ts';
import { type ScreenProps, useSelected } from '../use-selected.ts';
import { ConfirmCancelDialog } from './confirm-cancel-dialog.tsx';
import { FrequencyDialog } from './frequency-dialog.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { MenuDialog } from './menu-dialog.tsx';
import { NameViewDialog } from './name-view-dialog.tsx';
import { NoteFailureDialog } from './note-failure-dialog.tsx';
import { OutcomesDialog } from './outcomes-dialog.tsx';
import { PaletteDialog } from './palette-dialog.tsx';
import { SharedCausesDialog } from './shared-causes-dialog.tsx';

/** Overlays that the filter bar and the hints draw. */
const inline: ReadonlySet<Overlay['type']> = new Set(['none', 'filter', 'search']);

export function Dialog({ session, theme, painter }: ScreenProps) {
  const state = useSelected(session, now => (inline.has(now.overlay.type) ? undefined : now));
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
    case 'frequency':
      return <FrequencyDialog {...common} overlay={overlay} />;
    case 'outcomes':
      return <OutcomesDialog {...common} overlay={overlay} />;
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
