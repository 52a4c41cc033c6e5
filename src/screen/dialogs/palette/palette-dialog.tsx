import { safeLine } from '../../../model/text/safe-text.ts';
import { fitText } from '../../../model/text/width.ts';
import { cursorMark } from '../../paint/cursor-mark.ts';
import { editedText } from '../../paint/edited-text.ts';
import type { Theme } from '../../paint/theme.ts';
import { wrapText } from '../../run/outline/wrap-text.ts';
import { keyNames } from '../../shell/key.ts';
import { DialogBox, type DialogProps } from '../dialog-box.tsx';
import { dialogRoom } from '../../shell/window-size.ts';
import { linesAround } from '../lines-around.ts';
import { type PaletteRow, paletteRows } from './palette-rows.ts';

export function PaletteDialog({ overlay, state, theme, painter }: DialogProps<'palette'>) {
  const { size } = state;
  const { width, height } = dialogRoom(size);
  const rows = paletteRows(state, overlay);
  const room = Math.max(1, height - 2);
  const first = Math.max(0, overlay.index - room);
  const wrapped = rows
    .slice(first, overlay.index + room)
    .map((row, at) => paletteLines(row, first + at === overlay.index, width - 2, theme));
  const shown = linesAround(wrapped, overlay.index - first, room);
  const typed = `${theme.accent(':')} ${editedText(overlay, '', width - 4, theme)}`;
  const nothing = rows.length === 0 ? [theme.dim('  no command, view or workflow has these words')] : [];
  const lines = [typed, '', ...shown, ...nothing];
  return (
    <DialogBox
      title={theme.bold('Commands and places')}
      lines={lines}
      width={width}
      size={size}
      painter={painter}
    />
  );
}

const keyColumns = 10;

/** The selected row on as many lines as it needs, every other on one. */
function paletteLines(row: PaletteRow, isSelected: boolean, width: number, theme: Theme): readonly string[] {
  const keys = keyNames(keysOf(row)).join(' ');
  const lineOf = (key: string, text: string) => fitText(`${fitText(key, keyColumns)} ${text}`, width);
  if (isSelected) {
    const keyTexts = wrapText(keys, keyColumns);
    const texts = wrapText(rowText(row), width - keyColumns - 1);
    return Array.from({ length: Math.max(keyTexts.length, texts.length) }, (_, at) => {
      const mark = at === 0 ? theme.accent(cursorMark) : ' ';
      return `${mark} ${theme.inverse(lineOf(keyTexts[at] ?? '', texts[at] ?? ''))}`;
    });
  }
  const line = `  ${lineOf(keys, rowText(row))}`;
  return ['reason' in row && row.reason !== undefined ? theme.dim(line) : line];
}

function keysOf(row: PaletteRow): readonly string[] {
  if (row.type === 'command') return row.command.keys;
  return row.type === 'own' ? [row.own.key ?? ''] : ['→'];
}

function rowText(row: PaletteRow): string {
  switch (row.type) {
    case 'command':
      return row.command.help + (row.reason === undefined ? '' : ` (${safeLine(row.reason)})`);
    case 'own':
      return safeLine(row.own.name) + (row.reason === undefined ? '' : ` (${safeLine(row.reason)})`);
    case 'view':
      return `the view ${safeLine(row.view.label)}`;
    case 'workflow':
      return `the runs of ${safeLine(row.name)}`;
    case 'run':
      return `the run ${safeLine(row.id)}`;
  }
}
