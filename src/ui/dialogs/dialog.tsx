import { type ScreenProps, useSelected } from '../use-selected.ts';
import { ConfirmCancelDialog } from './confirm-cancel-dialog.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { MenuDialog } from './menu-dialog.tsx';
import { NameViewDialog } from './name-view-dialog.tsx';
import { OutcomesDialog } from './outcomes-dialog.tsx';
import { PaletteDialog } from './palette-dialog.tsx';

const dialogTypes: ReadonlySet<string> = new Set([
  'help',
  'palette',
  'menu',
  'confirm-cancel',
  'outcomes',
  'name-view',
]);

/** The dialog that is open, over the rest of the screen; nothing when none is. */
export function Dialog(props: ScreenProps) {
  const isOpen = useSelected(props.session, state => dialogTypes.has(state.overlay.type));
  return isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ session, theme, painter }: ScreenProps) {
  const state = useSelected(session, current => current);
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
    case 'outcomes':
      return <OutcomesDialog {...common} overlay={overlay} />;
    case 'name-view':
      return <NameViewDialog {...common} overlay={overlay} />;
    default:
      return null;
  }
}
