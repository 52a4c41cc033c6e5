import type { Query } from '../../model/query/query.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { fitText, truncateText } from '../../model/text/width.ts';
import { linesAround } from '../dialogs/scroller.ts';
import { cursorMark } from '../paint/cursor-mark.ts';
import type { Theme } from '../paint/theme.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { type DialogRoom, dialogColumns, dialogRows, type Size } from '../shell/window-size.ts';
import type { SharedFound, SharedRow } from './shared-rows.ts';

/** What the failed runs of a group or of the list share, and since when they have failed. */
export type SharedCauses = SharedQuestion & {
  readonly type: 'shared-causes';
  readonly progress?: ComparedSoFar;
  /** What was found; absent while runs are compared. */
  readonly found?: SharedFound;
  /** The index of the row under the cursor. */
  readonly index: number;
};

export type SharedQuestion = {
  readonly query: Query;
  /** What the query asks for, in words. */
  readonly of: string;
  /** The group whose runs are compared; absent for those of the list. */
  readonly groupId?: string;
};

export type ComparedSoFar = { readonly done: number; readonly total: number };

export function createSharedCauses({ query, of, groupId }: SharedQuestion): SharedCauses {
  return { type: 'shared-causes', query, of, groupId, index: 0 };
}

export function moveInShared(shared: SharedCauses, by: number): SharedCauses {
  const last = (shared.found?.rows.length ?? 1) - 1;
  return { ...shared, index: Math.max(0, Math.min(last, shared.index + by)) };
}

export function sharedRow({ found, index }: SharedCauses): SharedRow | undefined {
  return found?.rows[index];
}

/** The columns of the dialog, and the lines below whose runs are compared and how many. */
export function sharedRoom(size: Size): DialogRoom {
  return { width: dialogColumns(size, widest), height: Math.max(1, dialogRows(size) - linesAbove) };
}

const widest = 110;
const linesAbove = 2;

/** A row beside the cursor's mark. */
function wrapSharedRow({ text }: SharedRow, width: number): readonly string[] {
  return wrapText(text, width - markColumns);
}

const markColumns = 2;

/** How many rows are visible together: those from the cursor on, and above it where these leave room. */
export function rowsOnPage({ found, index }: SharedCauses, size: Size): number {
  const { width, height } = sharedRoom(size);
  const rows = found?.rows ?? [];
  let left = height;
  const isFull = (row: SharedRow): boolean => {
    left -= wrapSharedRow(row, width).length;
    return left < 0;
  };
  const full = [...rows.slice(index), ...rows.slice(0, index).reverse()].findIndex(isFull);
  return full < 0 ? rows.length : full;
}

/** The question, how many runs are compared, and the rows around the cursor, each wrapped. */
export function sharedCausesLines(shared: SharedCauses, room: DialogRoom, theme: Theme): readonly string[] {
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
