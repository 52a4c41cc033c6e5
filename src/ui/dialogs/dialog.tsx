import { dialogRows } from '../../state/session/layout.ts';
import { Lines } from '../lines.tsx';
import { type RowsProps, useSelected } from '../use-selected.ts';
import { DialogBox } from './dialog-box.tsx';
import { dialogText } from './dialog-lines.ts';
import { Menu } from './menu.tsx';

const frameColumns = 4;
const widest = 84;
const menuColumns = 50;

const dialogTypes: ReadonlySet<string> = new Set([
  'help',
  'palette',
  'menu',
  'confirm-cancel',
  'outcomes',
  'name-view',
]);

/** What lies over the screen; nothing when no dialog is open. */
export function Dialog({ session, theme, painter }: RowsProps) {
  const isOpen = useSelected(session, state => dialogTypes.has(state.overlay.type));
  return isOpen ? <OpenDialog session={session} theme={theme} painter={painter} /> : null;
}

function OpenDialog({ session, theme, painter }: RowsProps) {
  const state = useSelected(session, current => current);
  const { overlay, size } = state;
  const isNarrow = overlay.type === 'menu' && overlay.purpose !== 'target';
  const width = Math.min(isNarrow ? menuColumns : widest, size.columns - frameColumns - 2);
  const height = dialogRows(size);
  const text = dialogText(state, width, height, theme);
  const title = overlay.type === 'menu' ? overlay.title : (text?.title ?? '');
  return (
    <DialogBox title={theme.bold(title)} width={width + frameColumns} size={size} painter={painter}>
      {overlay.type === 'menu' ? (
        <Menu menu={overlay} width={width} limit={height} theme={theme} />
      ) : (
        <Lines text={text?.lines.join('\n') ?? ''} />
      )}
    </DialogBox>
  );
}
