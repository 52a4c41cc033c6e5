import { type RowsProps, useSelected } from '../use-selected.ts';
import { ConfirmCancel } from './confirm-cancel.tsx';
import { Help } from './help.tsx';
import { Menu } from './menu.tsx';
import { NameView } from './name-view.tsx';
import { Outcomes } from './outcomes.tsx';
import { Palette } from './palette.tsx';

const dialogTypes: ReadonlySet<string> = new Set([
  'help',
  'palette',
  'menu',
  'confirm-cancel',
  'outcomes',
  'name-view',
]);

/** The dialog that is open, over the rest of the screen; nothing when none is. */
export function Dialog(props: RowsProps) {
  const isOpen = useSelected(props.session, state => dialogTypes.has(state.overlay.type));
  return isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ session, theme, painter }: RowsProps) {
  const state = useSelected(session, current => current);
  const { overlay } = state;
  const common = { state, theme, painter };
  switch (overlay.type) {
    case 'help':
      return <Help {...common} overlay={overlay} />;
    case 'palette':
      return <Palette {...common} overlay={overlay} />;
    case 'menu':
      return <Menu {...common} overlay={overlay} />;
    case 'confirm-cancel':
      return <ConfirmCancel {...common} overlay={overlay} />;
    case 'outcomes':
      return <Outcomes {...common} overlay={overlay} />;
    case 'name-view':
      return <NameView {...common} overlay={overlay} />;
    default:
      return null;
  }
}
