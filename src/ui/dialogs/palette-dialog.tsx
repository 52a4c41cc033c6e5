import { safeLine } from '../../model/text/safe-text.ts';
import { fitText } from '../../model/text/width.ts';
import { keyNames } from '../../state/keys/key.ts';
import { type PaletteRow, paletteRows } from '../../state/overlays/palette/palette-rows.ts';
import { editedText } from '../edited-text.ts';
import type { Theme } from '../theme.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

export function PaletteDialog({ overlay, state, theme, painter }: DialogProps<'palette'>) {
  const { size } = state;
  const { width, height } = dialogRoom(size);
  const rows = paletteRows(state, overlay.text);
  const room = Math.max(1, height - 2);
  const top = Math.max(0, overlay.index - room + 1);
  const shown = rows
    .slice(top, top + room)
    .map((row, index) => paletteLine(row, top + index === overlay.index, width - 2, theme));
  const typed = `${theme.accent(':')} ${editedText(overlay, '', width - 4, theme)}`;
  const nothing = rows.length === 0 ? [theme.dim('  no command has these words')] : [];
  const lines = [typed, '', ...shown, ...nothing];
  return (
    <DialogBox title={theme.bold('Commands')} lines={lines} width={width} size={size} painter={painter} />
  );
}

const keyColumns = 10;

function paletteLine(
  { binding, reason }: PaletteRow,
  isSelected: boolean,
  width: number,
  theme: Theme,
): string {
  const keys = fitText(keyNames(binding.keys).join(' '), keyColumns);
  const why = reason === undefined ? '' : ` (${safeLine(reason)})`;
  const text = fitText(`${keys} ${binding.help}${why}`, width);
  if (isSelected) return `${theme.accent('▌')} ${theme.inverse(text)}`;
  return reason === undefined ? `  ${text}` : theme.dim(`  ${text}`);
}
