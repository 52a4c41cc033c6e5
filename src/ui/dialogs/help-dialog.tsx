import { fitText } from '../../model/text/width.ts';
import { keyName } from '../../state/keys/keymap.ts';
import { type HelpRow, helpRows } from '../../state/overlays/help.ts';
import type { Theme } from '../theme.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

/** Every key and what it does, as many as there is room for. */
export function HelpDialog({ overlay: { top }, state: { size }, theme, painter }: DialogProps<'help'>) {
  const { width, height } = dialogRoom(size);
  const shown = helpRows.slice(top, top + height);
  const place = `Keys  ${top + 1}–${top + shown.length} of ${helpRows.length}`;
  return (
    <DialogBox
      title={theme.bold(shown.length === helpRows.length ? 'Keys' : place)}
      lines={shown.map(row => helpLine(row, theme))}
      width={width}
      size={size}
      painter={painter}
    />
  );
}

const keyColumns = 16;

function helpLine(row: HelpRow, theme: Theme): string {
  if (row.type === 'group') return theme.bold(row.title);
  const { keys, screens, help } = row.binding;
  const where = screens.length === 1 ? theme.dim(`  (${screens[0]})`) : '';
  return `  ${theme.accent(fitText(keys.map(keyName).join(' '), keyColumns))}${help}${where}`;
}
