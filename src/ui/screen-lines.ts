import { fitText } from '../model/text/width.ts';
import { type Box, computeLayout, isTooSmall, smallestSize } from '../state/session/layout.ts';
import type { State } from '../state/session/state.ts';
import { headerLine, viewsLine } from './bars.ts';
import { detailLines } from './detail/detail-lines.ts';
import { filterLines } from './filter-lines.ts';
import { footerLines } from './footer.ts';
import { tableLines } from './table/table-lines.ts';
import type { Theme } from './theme.ts';

/**
 * The whole screen but for dialogs: one prepared line a row, as many as the terminal has, none wider than it.
 * The first frame is painted from this before Ink is there; Ink paints the same.
 */
export function screenLines(state: State, theme: Theme): readonly string[] {
  const { size } = state;
  if (isTooSmall(size)) return tooSmallLines(state);
  const layout = computeLayout(state);
  const lines = [headerLine(state, theme)];
  if (layout.views) lines.push(viewsLine(state, theme));
  if (layout.filter) lines.push(...filterLines(state, theme));
  lines.push(...bodyLines(state, layout.table, layout.detail, theme), ...footerLines(state, theme));
  return lines;
}

function tooSmallLines({ size }: State): readonly string[] {
  const { columns, rows } = smallestSize;
  const text = `runlens needs ${columns}×${rows}; this window is ${size.columns}×${size.rows}. q quits`;
  return [fitText(text, size.columns), ...Array.from({ length: Math.max(0, size.rows - 1) }, () => '')];
}

function bodyLines(
  state: State,
  table: Box | undefined,
  detail: Box | undefined,
  theme: Theme,
): readonly string[] {
  const left = table ? tableLines(tableProps(state, table), theme) : [];
  const right =
    detail && state.detail ? detailLines(state.detail, detail, state.now, theme, isErrorTold(state)) : [];
  if (!table) return right;
  if (right.length === 0) return left;
  const bar = theme.dim('│');
  return left.map((line, row) => `${fitText(line, table.width)}${bar}${right[row] ?? ''}`);
}

/**
 * Whether the line above the hints tells of the outage that keeps the open run from being read, unless there
 * is news just now.
 */
function isErrorTold({ detail, store: { link }, list }: State): boolean {
  if (!detail?.error) return false;
  const { kind } = detail.error;
  if (link.type === 'stale') return link.error.kind === kind;
  return list.missing.some(({ target, error }) => target === detail.summary.target && error.kind === kind);
}

function tableProps(state: State, { width, height }: Box) {
  const {
    list,
    look,
    now,
    screen,
    store: { target, link },
  } = state;
  return {
    list,
    look,
    now,
    target,
    isStale: link.type === 'stale',
    hasKeys: screen === 'table',
    width,
    height,
  };
}
