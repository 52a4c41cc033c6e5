import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { fitText, truncateText } from '../../model/text/width.ts';
import { linesAround } from '../dialogs/lines-around.ts';
import { cursorMark } from '../paint/cursor-mark.ts';
import type { Theme } from '../paint/theme.ts';
import type { SharedCauses } from './shared-causes.ts';
import { markColumns, wrapSharedRow } from './shared-causes-lines.ts';
import type { SharedRow } from './shared-rows.ts';

type Room = { readonly width: number; readonly height: number };

/** Whose runs are compared, how many, and the rows around the cursor, each wrapped. */
export function sharedCausesLines(shared: SharedCauses, room: Room, theme: Theme): readonly string[] {
  const { of, found, index } = shared;
  const lines = (found?.rows ?? []).map((row, at) => rowLines(row, at === index, room.width, theme));
  return [
    theme.dim(truncateText(safeLine(of), room.width)),
    truncateText(found?.text ?? progressText(shared), room.width),
    ...linesAround(lines, index, room.height),
  ];
}

function progressText({ progress }: SharedCauses): string {
  if (!progress) return 'comparing…';
  return `comparing… ${formatCount(progress.done)} of ${formatCount(progress.total)} runs`;
}

function rowLines(row: SharedRow, isSelected: boolean, width: number, theme: Theme) {
  return wrapSharedRow(row, width).map((line, at) => {
    if (isSelected) {
      const mark = at === 0 ? theme.accent(cursorMark) : ' ';
      return `${mark} ${theme.inverse(fitText(line, width - markColumns))}`;
    }
    return `  ${row.tone === 'aside' ? theme.dim(line) : line}`;
  });
}
