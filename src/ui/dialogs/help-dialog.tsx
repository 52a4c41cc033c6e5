import { fitText } from '../../model/text/width.ts';
import { keyNames } from '../../state/keys/key.ts';
import type { HelpRow } from '../../state/overlays/help/help.ts';
import type { Theme } from '../theme.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

export function HelpDialog({ overlay: { rows, top }, state: { size }, theme, painter }: DialogProps<'help'>) {
  const { width, height } = dialogRoom(size);
  const shown = rows.slice(top, top + height);
  const place = `Keys  ${top + 1}–${top + shown.length} of ${rows.length}`;
  return (
    <DialogBox
      title={theme.bold(shown.length === rows.length ? 'Keys' : place)}
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
  const where = row.where === undefined ? '' : theme.dim(`  (${row.where})`);
  return `  ${theme.accent(fitText(keyNames(row.keys).join(' '), keyColumns))}${row.help}${where}`;
}
