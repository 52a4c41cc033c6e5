import type { PaneSize } from '../../shell/layout.ts';
import {
  keysAlong,
  type OpenRoot,
  type Path,
  pathOfKeys,
  type Row,
  rebase,
  revealPath,
  rowAt,
  rowOf,
} from '../outline/open-tree.ts';
import { type Look, rowHeight } from './flow.ts';

export type Pane = {
  readonly root: OpenRoot;
  readonly cursor: number;
  /** The first visible row, and how many of its lines are scrolled out of view. */
  readonly top: { readonly row: number; readonly skip: number };
  readonly isUnfoldedInPart?: boolean;
};

export type PaneName = 'overview' | 'metadata' | 'waterfall' | 'raw';

export type Panes = Readonly<Record<PaneName, Pane>>;

export function createPane(root: OpenRoot): Pane {
  return { root, cursor: 0, top: { row: 0, skip: 0 } };
}

export function cursorRow({ root, cursor }: Pane): Row | undefined {
  return rowAt(root, cursor);
}

export function cursorPath(pane: Pane): Path {
  return cursorRow(pane)?.path ?? [];
}

/** Replaces the content and keeps the folding; the cursor and the first row stay on their nodes. */
export function replaceRoot(pane: Pane, fresh: OpenRoot): Pane {
  const follow = (root: OpenRoot, row: number): number => {
    const path = rowAt(pane.root, row)?.path;
    if (!path) return row;
    const found = pathOfKeys(root, keysAlong(pane.root, path));
    return found.length > 0 ? rowOf(root, found) : row;
  };
  const root = rebase(pane.root, fresh);
  return {
    root,
    cursor: follow(root, pane.cursor),
    top: { row: follow(root, pane.top.row), skip: pane.top.skip },
  };
}

/** Changes the folding; the cursor stays on its node, or moves to the one that now hides it. */
export function refold(pane: Pane, root: OpenRoot): Pane {
  const path = cursorPath(pane);
  const topPath = rowAt(pane.root, pane.top.row)?.path ?? [];
  return { root, cursor: rowOf(root, path), top: { row: rowOf(root, topPath), skip: 0 } };
}

export function showUnfolded(before: Pane, after: Pane, look: Look, size: PaneSize): Pane {
  const grown = after.root.rows - before.root.rows;
  if (grown <= 0) return after;
  const last = after.cursor + Math.min(grown, Math.floor(size.height / 2));
  const lowest = topAbove(after, last, size.height, look, size);
  if (!isAbove(after.top, lowest)) return after;
  const atCursor = { row: after.cursor, skip: 0 };
  return { ...after, top: isAbove(lowest, atCursor) ? lowest : atCursor };
}

function isAbove(one: Pane['top'], other: Pane['top']): boolean {
  return one.row < other.row || (one.row === other.row && one.skip < other.skip);
}

/** Moves the cursor to a path and unfolds its ancestors; centers it if it was out of view. */
export function jumpTo(pane: Pane, path: Path, look: Look, size: PaneSize): Pane {
  const unfolded = refold(pane, revealPath(pane.root, path));
  const at = { ...unfolded, cursor: rowOf(unfolded.root, path) };
  const isNear = at.cursor >= at.top.row && at.cursor < at.top.row + size.height;
  if (isNear) return settle(at, look, size);
  return settle({ ...at, top: topAbove(at, at.cursor, Math.floor(size.height / 2), look, size) }, look, size);
}

/** Moves by screen lines; first scrolls through a row taller than the screen. */
export function moveBy(pane: Pane, lines: number, look: Look, size: PaneSize): Pane {
  const at = settle(pane, look, size);
  const inside = linesLeftInside(at, lines, look, size);
  if (inside > 0) {
    const step = Math.sign(lines) * Math.min(Math.abs(lines), inside);
    return { ...at, top: { row: at.top.row, skip: at.top.skip + step } };
  }
  const cursor = at.cursor + Math.sign(lines);
  const target = advance(at, { row: at.cursor, skip: 0 }, lines, look, size).row;
  const isPage = Math.abs(lines) > 1;
  const top = isPage ? advance(at, at.top, lines, look, size) : at.top;
  const reached = lines > 0 ? Math.max(cursor, target) : Math.min(cursor, target);
  return settle({ ...at, cursor: isPage ? reached : cursor, top }, look, size);
}

function linesLeftInside(pane: Pane, direction: number, look: Look, size: PaneSize): number {
  const { row, skip } = pane.top;
  if (row !== pane.cursor) return 0;
  return direction < 0 ? skip : heightOf(pane, row, look, size) - skip - size.height;
}

function advance(pane: Pane, from: Pane['top'], lines: number, look: Look, size: PaneSize): Pane['top'] {
  let { row, skip } = from;
  skip += lines;
  while (skip < 0 && row > 0) {
    row -= 1;
    skip += heightOf(pane, row, look, size);
  }
  for (;;) {
    const height = heightOf(pane, row, look, size);
    if (skip < height || row >= pane.root.rows - 1)
      return { row, skip: Math.max(0, Math.min(skip, height - 1)) };
    skip -= height;
    row += 1;
  }
}

export function moveTo(pane: Pane, row: number, look: Look, size: PaneSize): Pane {
  return settle({ ...pane, cursor: row }, look, size);
}

/** Moves the cursor to an existing row and into view, without empty space below the last row. */
export function settle(pane: Pane, look: Look, size: PaneSize): Pane {
  const last = pane.root.rows - 1;
  const cursor = Math.max(0, Math.min(pane.cursor, last));
  const row = Math.max(0, Math.min(pane.top.row, last));
  const at = { ...pane, cursor, top: { row, skip: pane.top.skip } };
  const seen = { ...at, top: topThatShowsCursor(at, look, size) };
  const lowest = topAbove(seen, last, size.height, look, size);
  const isTooLow = isAbove(lowest, seen.top) && !isTall(seen, look, size);
  const settled = isTooLow ? { ...seen, top: lowest } : seen;
  return isSamePlace(pane, settled) ? pane : settled;
}

function topThatShowsCursor(pane: Pane, look: Look, size: PaneSize): Pane['top'] {
  const { cursor, top } = pane;
  if (cursor < top.row) return { row: cursor, skip: 0 };
  if (cursor === top.row) {
    const height = heightOf(pane, cursor, look, size);
    return { row: cursor, skip: Math.max(0, Math.min(top.skip, height - size.height)) };
  }
  const lowest = topAbove(pane, cursor, size.height, look, size);
  return isAbove(top, lowest) ? lowest : top;
}

/** The top that puts a row's last line `lines` lines below it, or as near as possible. */
function topAbove(pane: Pane, row: number, lines: number, look: Look, size: PaneSize): Pane['top'] {
  let left = lines;
  for (let at = row; at >= 0; at -= 1) {
    const height = heightOf(pane, at, look, size);
    if (height >= left) return { row: at, skip: at === row && at === pane.cursor ? 0 : height - left };
    left -= height;
  }
  return { row: 0, skip: 0 };
}

function isTall(pane: Pane, look: Look, size: PaneSize): boolean {
  return pane.cursor === pane.top.row && heightOf(pane, pane.cursor, look, size) > size.height;
}

function heightOf(pane: Pane, row: number, look: Look, size: PaneSize): number {
  const at = rowAt(pane.root, row);
  return at ? rowHeight(at, look, size.width) : 1;
}

export function isSamePlace(one: Pane, other: Pane): boolean {
  const isSameTop = one.top.row === other.top.row && one.top.skip === other.top.skip;
  return one.root === other.root && one.cursor === other.cursor && isSameTop;
}
