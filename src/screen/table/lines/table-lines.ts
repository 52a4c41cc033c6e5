import { formatCount } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { fitText, truncateText } from '../../../model/text/width.ts';
import { cursorMark } from '../../paint/cursor-mark.ts';
import type { Theme } from '../../paint/theme.ts';
import { wrapText } from '../../paint/wrap-text.ts';
import { keyOf } from '../../shell/keymap.ts';
import type { State } from '../../shell/state.ts';
import { canContinueSearch } from '../reduce-list.ts';
import { tableColumns } from '../table-columns.ts';
import { emptyLines } from './empty-lines.ts';
import { headingLine } from './heading-line.ts';
import { rowLines } from './row-line.ts';

type TableSize = { readonly width: number; readonly height: number };

/** The columns before a line of an empty table. */
const emptyMargin = 3;

/** The heading and the visible rows: exactly `height` lines of at most `width` columns. */
export function tableLines(state: State, { width, height }: TableSize, theme: Theme): readonly string[] {
  const { list } = state;
  const columns = tableColumns(state);
  const rows = list.rows.slice(list.top, list.top + height - 1);
  const toLine = rowLines(state, columns.placed, rows, theme);
  const titled = rows.length > 0 ? columns : { ...columns, after: [] };
  const lines = [headingLine(titled, width, theme, list.sort.field === 'duration'), ...rows.map(toLine)];
  if (lines.length < height) lines.push(...afterRows(state, width, theme));
  while (lines.length < height) lines.push('');
  return lines.slice(0, height);
}

/** The lines below the last row: that there are no runs, or the progress of a search. */
function afterRows(state: State, width: number, theme: Theme): readonly string[] {
  const { list } = state;
  if (list.phase === 'loading' && list.rows.length === 0)
    return [theme.dim(truncateText(`   ${waitingText(state)}`, width))];
  if (canContinueSearch(list) && list.scanned) {
    const { read, total } = list.scanned;
    const how = list.isLoadingMore ? 'searching…' : `${keyOf('open')} continue`;
    const text = `searched ${formatCount(read)} of ${formatCount(total)} · ${how}`;
    const isSelected = list.cursorIndex === list.rows.length;
    const line = fitText(` ${text}`, Math.max(0, width - 2));
    return [isSelected ? `${theme.accent(cursorMark)} ${theme.inverse(line)}` : theme.dim(`  ${line}`)];
  }
  if (list.isLoadingMore && (list.rows.length > 0 || list.nextCursor !== undefined))
    return [theme.dim('   reading more…')];
  if (list.rows.length > 0) return [];
  return emptyLines(state)
    .flatMap(text => (text === '' ? [''] : wrapText(text, Math.max(1, width - emptyMargin))))
    .map(text => theme.dim(`${' '.repeat(emptyMargin)}${text}`));
}

function waitingText({ store: { target, link } }: State): string {
  if (link.type === 'stale') return 'nothing could be read yet';
  return target.isRemote ? `reading from ${safeLine(target.location)}…` : 'reading…';
}
