import { isActive } from '../../../model/status.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { cursorMark } from '../../paint/cursor-mark.ts';
import { linkPieces } from '../../paint/link-pieces.ts';
import { joinPieces, markMatches, type Paint, type Piece } from '../../paint/pieces.ts';
import type { Theme } from '../../paint/theme.ts';
import { wrapText } from '../../paint/wrap-text.ts';
import { timeAxis } from '../../trace/lines/time-axis.ts';
import { spanIndent, type WaterfallLook, waterfallLook } from '../../trace/lines/waterfall-look.ts';
import { hasSpanDetails } from '../../trace/span-details.ts';
import type { DetailState } from '../detail-state.ts';
import { flowLines, flowText, rowIndent } from '../flow.ts';
import { keysAlong } from '../open-keys.ts';
import { type Row, rowAt } from '../open-tree.ts';
import { headingLines } from '../outline/heading-flow.ts';
import { isFoldable } from '../outline/outline-children.ts';
import { withUsual } from '../own-span.ts';
import type { PaneSize } from '../pane.ts';
import { activePane, hasAxis, paneSize, settleDetail } from '../panes.ts';
import { footerLine } from './footer-line.ts';
import { type RowContext, rowPieces, tonePaint } from './row-pieces.ts';
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
  const look = waterfallLook(settled, box.width, now, theme);
  const lines = [
    runLine(withUsual(settled), box.width, now, theme, settled.look.reveal),
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
  look: WaterfallLook,
  isErrorShown: boolean,
): readonly string[] {
  const pane = activePane(detail);
  const context: RowContext = {
    ...look,
    summary: withUsual(detail),
    look: detail.look,
    found: detail.search?.text ?? '',
  };
  const lines: string[] =
    pane.root.rows === 0 ? [...emptyLines(detail, size.width, look.theme, isErrorShown)] : [];
  for (let at = pane.top.row; lines.length < size.height; at += 1) {
    const row = rowAt(pane.root, at);
    if (!row) break;
    const hit = at === pane.cursor ? currentHit(detail, row) : undefined;
    const drawn = rowLines(row, at === pane.cursor, hit, size.width, context);
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

function rowLines(
  row: Row,
  hasCursor: boolean,
  hit: number | undefined,
  width: number,
  context: RowContext,
): readonly string[] {
  const { theme } = context;
  const sign = foldSign(row);
  const mark: Piece = hasCursor ? { text: cursorMark, paint: theme.accent } : { text: ' ' };
  const indent = rowIndent(row, width);
  const before = isInWaterfall(row) ? spanIndent(row.path.length, context.columns) : indent;
  const prefix = (isFirst: boolean): readonly Piece[] => [
    mark,
    ...indentPieces(row, before - 3, context),
    { text: isFirst ? sign : '  ' },
  ];
  let painted = 0;
  const nextPaint = () => (painted++ === hit ? theme.currentMatch : theme.match);
  const marked = (pieces: readonly Piece[]) => markMatches(pieces, context.found, nextPaint);
  const flow = flowLines(row, context.look, width);
  if (!flow) {
    const pieces = marked(linkPieces(rowPieces(row.node, row.isOpen, before, context), theme.links));
    return [joinPieces([...prefix(true), ...pieces], width)];
  }
  const heading = headingPieces(row, width - indent, context);
  if (heading)
    return heading.map((pieces, at) => joinPieces([...prefix(at === 0), ...marked(pieces)], width));
  const paint = flowPaint(row, theme);
  const whole = theme.links.text ? flowText(row.node, row.isOpen, context.look) : undefined;
  return flow.map((text, index) =>
    joinPieces([...prefix(index === 0), ...marked(linkPieces([{ text, paint }], theme.links, whole))], width),
  );
}

/** The data of a span stands behind a line that begins below the span. */
function indentPieces(
  { path, dataLevels }: Row,
  columns: number,
  { columns: waterfall, theme }: RowContext,
): readonly Piece[] {
  if (dataLevels === 0) return [{ text: ' '.repeat(columns) }];
  const line = spanIndent(path.length - dataLevels, waterfall) - 3;
  return [
    { text: ' '.repeat(line) },
    { text: '┊', paint: theme.dim },
    { text: ' '.repeat(Math.max(0, columns - line - 1)) },
  ];
}

/** A span in which nothing ran, but of which Enter shows more, has a sign of its own. */
function foldSign({ node, isOpen }: Row): string {
  if (isFoldable(node)) return isOpen ? '▾ ' : '▸ ';
  return node.type === 'span' && hasSpanDetails(node) ? '▹ ' : '  ';
}

function isInWaterfall({ node }: Row): boolean {
  return node.type === 'span' || node.type === 'series';
}

/** The lines of a heading that wraps: its title in the tone of its section, its tail dim. */
function headingPieces(
  { node }: Row,
  room: number,
  { look, theme }: RowContext,
): readonly (readonly Piece[])[] | undefined {
  if (node.type !== 'section') return undefined;
  return headingLines(node, look.reveal, room)?.map(({ before, note, tail }) => [
    { text: before, paint: tonePaint(node.tone, theme) },
    { text: note },
    { text: tail, paint: theme.dim },
  ]);
}

function flowPaint(row: Row, theme: Theme): Paint | undefined {
  return row.node.type === 'line' ? tonePaint(row.node.tone, theme) : undefined;
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
