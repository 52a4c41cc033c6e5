import { flowLines, type Look } from '../flow.ts';
import { rowAt } from '../open-tree.ts';
import { type Pane, type PaneSize, settle } from '../pane.ts';
import { occurrences } from './row-text.ts';

type Hit = {
  /** A lower-case text. */
  readonly needle: string;
  readonly hit: number;
};

/** Scrolls inside a row that is taller than the screen, so that the line of a hit is visible. */
export function showHit(pane: Pane, { needle, hit }: Hit, look: Look, size: PaneSize): Pane {
  const row = rowAt(pane.root, pane.cursor);
  const lines = (row && flowLines(row, look, size.width)) ?? [];
  if (lines.length <= size.height) return pane;
  const line = lineOfHit(lines, needle, hit);
  const { top } = pane;
  const isVisible = top.row === pane.cursor && line >= top.skip && line < top.skip + size.height;
  if (isVisible) return pane;
  const skip = Math.max(0, line - Math.floor(size.height / 2));
  return settle({ ...pane, top: { row: pane.cursor, skip } }, look, size);
}

function lineOfHit(lines: readonly string[], needle: string, hit: number): number {
  let before = 0;
  const line = lines.findIndex(text => {
    before += occurrences(text.toLowerCase(), needle);
    return before > hit;
  });
  return line < 0 ? lines.length - 1 : line;
}
