import type { DetailState } from '../../state/detail/detail.ts';
import { flowLines, indentOf } from '../../state/detail/flow.ts';
import { type Row, rowAt } from '../../state/detail/open-tree.ts';
import { isFoldable } from '../../state/detail/outline-kids.ts';
import type { PaneSize } from '../../state/detail/pane.ts';
import { activePane, paneSize, settleDetail } from '../../state/detail/panes.ts';
import type { Theme } from '../theme.ts';
import { headerLine } from './header-lines.ts';
import { joinPieces, type Paint, type Piece } from './pieces.ts';
import { type RowContext, rowPieces, tonePaint } from './row-pieces.ts';
import { tabsLine } from './tabs-line.ts';

/** The detail as text: exactly `height` lines of at most `width` columns. */
export function detailLines(
  detail: DetailState,
  box: PaneSize,
  now: number,
  theme: Theme,
): readonly string[] {
  const settled = settleDetail(detail, box);
  const lines = [
    headerLine(settled.summary, box.width, now, theme),
    tabsLine(settled, box.width, theme),
    ...paneLines(settled, paneSize(box), now, theme),
    '',
  ];
  return lines.slice(0, box.height);
}

function paneLines(detail: DetailState, size: PaneSize, now: number, theme: Theme): readonly string[] {
  const pane = activePane(detail);
  const context: RowContext = { summary: detail.summary, look: detail.look, now, theme };
  const lines: string[] = [];
  for (let at = pane.top.row; lines.length < size.height; at += 1) {
    const row = rowAt(pane.root, at);
    if (!row) break;
    const drawn = rowLines(row, at === pane.cursor, size.width, context);
    lines.push(...(at === pane.top.row ? drawn.slice(pane.top.skip) : drawn));
  }
  while (lines.length < size.height) lines.push('');
  return lines.slice(0, size.height);
}

function rowLines(row: Row, hasCursor: boolean, width: number, context: RowContext): readonly string[] {
  const { theme } = context;
  const sign = isFoldable(row.node) ? (row.isOpen ? '▾ ' : '▸ ') : '  ';
  const mark: Piece = hasCursor ? { text: '▌', paint: theme.accent } : { text: ' ' };
  const indent = ' '.repeat(indentOf(row.path.length, width) - 3);
  const prefix = (first: boolean): readonly Piece[] => [
    mark,
    { text: indent },
    { text: first ? sign : '  ' },
  ];
  const flow = flowLines(row, context.look, width);
  if (!flow) return [joinPieces([...prefix(true), ...rowPieces(row.node, row.isOpen, context)], width)];
  const paint = flowPaint(row, theme);
  return flow.map((text, index) => joinPieces([...prefix(index === 0), { text, paint }], width));
}

function flowPaint(row: Row, theme: Theme): Paint | undefined {
  return row.node.type === 'line' ? tonePaint(row.node.tone, theme) : undefined;
}
