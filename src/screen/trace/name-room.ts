import { memo } from '../../model/memo.ts';
import { formatCount } from '../../model/text/formats.ts';
import { leastSpans } from './series.ts';
import type { TraceIndex } from './trace-index.ts';

/** The columns that the widest name of a trace takes, indented by one or by two columns for each level. */
export type NameRoom = { readonly narrow: number; readonly wide: number };

/**
 * Of all spans, folded or not, so that folding moves no bar. Spans that may be in a series count one level
 * deeper, below the row of the series. Cached: a trace may have very many spans.
 */
export function nameRoom(index: TraceIndex): NameRoom {
  return roomOf(index.nameWidths, index);
}

const roomOf = memo((nameWidths: TraceIndex['nameWidths'], index: TraceIndex): NameRoom => {
  const { depths, parents, roots, children } = index;
  let narrow = 0;
  let wide = 0;
  for (const [position, columns] of nameWidths.entries()) {
    const parent = parents[position] ?? -1;
    const siblings = (parent < 0 ? roots : children[parent])?.length ?? 0;
    const isMany = siblings >= leastSpans;
    const level = (depths[position] ?? 0) + (isMany ? 1 : 0);
    const title = isMany ? formatCount(siblings).length + ' × '.length : 0;
    narrow = Math.max(narrow, columns + Math.max(level, title + level - 1));
    wide = Math.max(wide, columns + Math.max(2 * level, title + 2 * level - 2));
  }
  return { narrow, wide };
});
