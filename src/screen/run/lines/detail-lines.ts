import { isActive } from '../../../model/status.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { joinPieces } from '../../paint/pieces.ts';
import type { Theme } from '../../paint/theme.ts';
import { wrapText } from '../../paint/wrap-text.ts';
import { timeAxis, waterfallColumns } from '../../trace/waterfall-look.ts';
import type { DetailState } from '../detail-state.ts';
import { keysAlong } from '../outline/open-keys.ts';
import { type Row, rowAt } from '../outline/open-tree.ts';
import { activePane, hasAxis, paneSize, settleDetail } from '../panes.ts';
import { rowContext } from '../row-context.ts';
import type { PaneSize } from '../rows/pane.ts';
import { type RowLook, rowLines } from '../rows/row-lines.ts';
import { footerLine } from './footer-line.ts';
import { runLine } from './run-line.ts';
import { tabsLine } from './tabs-line.ts';

/**
 * Exactly `height` lines of at most `width` columns. `isErrorShown`: the status line already reports the
 * error.
 */
export function detailLines(
  detail: DetailState,
  box: PaneSize,
  now: number,
  theme: Theme,
  isErrorShown = false,
): readonly string[] {
  const settled = settleDetail(detail, box);
  const context = rowContext(settled, box.width, now);
  const look = { ...context, columns: waterfallColumns(settled.trace.index, context), theme };
  const lines = [
    runLine(context.summary, box.width, now, theme, settled.look.reveal),
    tabsLine(settled, box.width, theme),
    ...(hasAxis(settled, box) ? [timeAxis(look)] : []),
    ...paneLines(settled, paneSize(settled, box), look, isErrorShown),
    footerLine(settled, box.width, theme, isErrorShown),
  ];
  return lines.slice(0, box.height);
}

function paneLines(
  detail: DetailState,
  size: PaneSize,
  look: RowLook,
  isErrorShown: boolean,
): readonly string[] {
  const pane = activePane(detail);
  const found = detail.search?.text ?? '';
  const lines: string[] =
    pane.root.rows === 0 ? [...emptyLines(detail, size.width, look.theme, isErrorShown)] : [];
  for (let at = pane.top.row; lines.length < size.height; at += 1) {
    const row = rowAt(pane.root, at);
    if (!row) break;
    const hit = at === pane.cursor ? currentHit(detail, row) : undefined;
    const drawn = rowLines(row, { hasCursor: at === pane.cursor, found, hit }, look);
    lines.push(...(at === pane.top.row ? drawn.slice(pane.top.skip) : drawn));
  }
  while (lines.length < size.height) lines.push('');
  return lines.slice(0, size.height);
}

/** Which hit of the cursor's row the search is at. */
function currentHit(detail: DetailState, row: Row): number | undefined {
  const { search } = detail;
  const match = search?.current === undefined ? undefined : search.matches[search.current];
  const isHere = match?.keys.join('\n') === keysAlong(activePane(detail).root, row.path).join('\n');
  return isHere ? search?.hit : undefined;
}

function emptyLines(
  detail: DetailState,
  width: number,
  theme: Theme,
  isErrorShown: boolean,
): readonly string[] {
  const words = emptyWords(detail, isErrorShown);
  return wrapText(words, width - 4).map(text =>
    joinPieces([{ text: '   ' }, { text, paint: theme.dim }], width),
  );
}

function emptyWords({ error, run, trace, tab, summary }: DetailState, isErrorShown: boolean): string {
  if (error && trace.phase !== 'read') {
    const unread = `${run ? 'The trace' : 'This run'} could not be read`;
    return isErrorShown ? `${unread} yet.` : safeLine(`${unread}: ${error.message}`, { maxLength: 1000 });
  }
  if (tab !== 'trace') return 'Reading the run…';
  if (trace.phase !== 'read') return 'Reading the trace…';
  return isActive(summary)
    ? 'No trace has been recorded yet. Not every run has one.'
    : 'No trace was recorded for this run. That is normal: not every run has one.';
}
