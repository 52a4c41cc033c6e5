import './commands.ts';
import { fitText } from '../model/text/width.ts';
import { headerLine, hintsLine, noticeLines, viewsLine } from './bars/bar-lines.ts';
import { filterLines } from './filter/filter-lines.ts';
import type { Theme } from './paint/theme.ts';
import { openRunLines } from './run/detail-lines.ts';
import { detailSize, shownPanes, tableSize, tooSmallText } from './shell/layout.ts';
import type { State } from './shell/state.ts';
import { tableLines } from './table/table-lines.ts';

/** The lines that `App` shows, without dialogs, before Ink is loaded. A test compares the two. */
export function earlyFrame(state: State, theme: Theme): readonly string[] {
  const panes = shownPanes(state);
  if (panes === 'too-small')
    return [tooSmallText(state), ...Array.from({ length: Math.max(0, state.size.rows - 1) }, () => '')];
  return [
    headerLine(state, theme),
    ...(panes === 'detail' ? [] : [viewsLine(state, theme), ...filterLines(state, theme)]),
    ...paneLines(state, theme),
    ...noticeLines(state, theme),
    hintsLine(state, theme),
  ];
}

function paneLines(state: State, theme: Theme): readonly string[] {
  const panes = shownPanes(state);
  if (panes === 'detail') return openRunLines(state, detailSize(state), theme);
  const size = tableSize(state);
  const table = tableLines(state, size, theme);
  if (panes === 'table') return table;
  const detail = openRunLines(state, detailSize(state), theme);
  return table.map((line, row) => `${fitText(line, size.width)}${theme.dim('│')}${detail[row] ?? ''}`);
}
