import { displayWidth } from '../../../model/text/width.ts';
import type { OpenNode } from '../open-tree.ts';
import type { OutlineNode } from '../outline/outline-node.ts';
import type { ArrangedTrace } from './arranged-trace.ts';
import { childRows } from './child-rows.ts';
import { rootPosition, spansBelow } from './merge-by-time.ts';
import { longestName } from './name-width.ts';
import type { Series } from './series.ts';
import { seriesFacts } from './series-facts.ts';

/**
 * The columns that the widest name of the unfolded rows takes, indented by `step` for each level. Cached by
 * node, so that a key changes only what is above what it folds.
 */
export function nameRoom(root: OpenNode, step: 1 | 2): number {
  const known = roomOf[step].get(root);
  if (known !== undefined) return known;
  let room = widestChild(root.node);
  for (const child of root.children)
    if (child.isOpen && holdsSpans(child.node)) room = Math.max(room, step + nameRoom(child, step));
  roomOf[step].set(root, room);
  return room;
}

const roomOf = { 1: new WeakMap<OpenNode, number>(), 2: new WeakMap<OpenNode, number>() };

function holdsSpans({ type }: OutlineNode): boolean {
  return type === 'span' || type === 'series';
}

function widestChild(node: OutlineNode): number {
  if (node.type === 'series') return widestInSeries(node.trace, node.series);
  if (node.type !== 'span' && node.type !== 'trace') return 0;
  const position = node.type === 'span' ? node.position : rootPosition;
  return Math.max(widestSpan(node.trace, position), widestSeries(node.trace, position));
}

const widestOfLists = new WeakMap<readonly number[], number>();

function widestSpan(trace: ArrangedTrace, position: number): number {
  const spans = spansBelow(trace, position);
  const known = widestOfLists.get(spans) ?? widestOf(trace, spans);
  widestOfLists.set(spans, known);
  return known;
}

function widestOf({ nameWidths }: ArrangedTrace, spans: readonly number[]): number {
  return spans.reduce((widest, span) => Math.max(widest, nameWidths[span] ?? 0), 0);
}

function widestInSeries({ nameWidths }: ArrangedTrace, { items }: Series): number {
  return items.reduce((widest, item) => Math.max(widest, nameWidths[item] ?? 0), 0);
}

function widestSeries(trace: ArrangedTrace, position: number): number {
  const rows = childRows(trace, position);
  if (rows instanceof Int32Array) return 0;
  return Array.from(rows).reduce<number>((widest, row) => {
    if (typeof row === 'number') return widest;
    return Math.max(widest, displayWidth(seriesFacts({ series: row, trace }).title.slice(0, longestName)));
  }, 0);
}
