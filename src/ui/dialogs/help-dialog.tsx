import { fitText } from '../../model/text/width.ts';
import { keyNames } from '../../state/keys/key.ts';
import { type HelpRow, helpRoom, shownHelpRows } from '../../state/overlays/help/help.ts';
import { editedText } from '../edited-text.ts';
import type { Theme } from '../theme.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

export function HelpDialog({
  overlay,
  state: { size, screen },
  theme,
  painter,
}: DialogProps<'help', 'size' | 'screen'>) {
  const { width } = dialogRoom(size, widest);
  const { search, top } = overlay;
  const rows = shownHelpRows(overlay);
  const shown = rows.slice(top, top + helpRoom(overlay, size));
  const place = `${top + 1}–${top + shown.length} of ${rows.length}`;
  const where = screen === 'compare' ? 'in the comparison' : `of the ${screen}`;
  const title = `Keys ${where}${shown.length === rows.length ? '' : `  ${place}`}`;
  const line = search?.isTyping ? editedText(search, '', width - 2, theme) : (search?.text ?? '');
  const lines = [
    ...(search ? [`${theme.accent('/')} ${line}`] : []),
    ...shown.map(row => helpLine(row, theme)),
    ...(rows.length === 0 ? [theme.dim('  no key has these words')] : []),
  ];
  return <DialogBox title={theme.bold(title)} lines={lines} width={width} size={size} painter={painter} />;
}

const keyColumns = 16;
/** Enough for any row, and for the places at which its keys work. */
const widest = 108;

function helpLine(row: HelpRow, theme: Theme): string {
  if (row.type === 'group') return theme.bold(row.title);
  const where = row.where === undefined ? '' : theme.dim(`  (${row.where})`);
  return `  ${theme.accent(fitText(keyNames(row.keys).join(' '), keyColumns))}${row.help}${where}`;
}
