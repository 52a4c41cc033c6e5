import { spanEndAt } from '../../../model/trace/span-end.ts';
import { grow } from '../fold-all.ts';
import { pathOfKeys } from '../open-keys.ts';
import { createOpenNode, type OpenNode, type Path, type Row, updateAt } from '../open-tree.ts';
import { childAt, childCount, isFoldable } from '../outline/outline-children.ts';
import type { OutlineNode } from '../outline/outline-node.ts';
import type { ArrangedTrace } from './arranged-trace.ts';
import { spanKey } from './trace-children.ts';
import { spanChain } from './trace-order.ts';
import { type TimeWindow, wholeTime } from './trace-view.ts';

const rowsAtFirst = 60;
const mostRoots = 20;

/** The default folding of a trace: the roots unfolded, and a few rows below them. */
export function waterfallRoot(trace: ArrangedTrace, reveal: boolean): OpenNode {
  const roots = Math.min(mostRoots, trace.roots.length);
  let left = rowsAtFirst;
  let opened = 0;
  const opens = (node: OutlineNode): boolean => {
    if (node.type !== 'span') return false;
    opened += 1;
    if (opened <= roots) return true;
    const count = childCount(node);
    if (count > left) return false;
    left -= count;
    return true;
  };
  return grow({ type: 'trace', key: 'trace', trace, reveal }, { opened: 200, looked: 2000 }, opens).root;
}

/** The trace that a waterfall shows. */
export function traceOf({ node }: OpenNode): ArrangedTrace | undefined {
  return node.type === 'trace' ? node.trace : undefined;
}

export function pathOfSpan(root: OpenNode, position: number): Path {
  const trace = traceOf(root);
  if (!trace) return [];
  const keys = spanChain(trace, position).map(at => spanKey(trace.spans[at]?.id ?? ''));
  return pathOfKeys(root, keys);
}

/** The position of the span that a row shows or belongs to. */
export function spanAtRow(root: OpenNode, row: Row | undefined): number | undefined {
  let at: OpenNode | undefined = root;
  let position: number | undefined;
  for (const index of row?.path ?? []) {
    at = at?.children.find(child => child.index === index);
    if (at?.node.type === 'span') position = at.node.position;
  }
  return row?.node.type === 'span' ? row.node.position : position;
}

/** The time of the span or log that a row shows or belongs to. */
export function timeOfRow(root: OpenNode, row: Row | undefined): TimeWindow | undefined {
  if (row?.node.type === 'log') return { from: row.node.log.at, to: row.node.log.at };
  const trace = traceOf(root);
  const span = trace?.spans[spanAtRow(root, row) ?? -1];
  return trace && span && { from: span.startAt, to: spanEndAt(span, wholeTime(trace).to) };
}

export function toggleAttributes(root: OpenNode, path: Path): OpenNode {
  return updateAt(root, path, at => {
    if (at.node.type !== 'span') return at;
    const node = { ...at.node, showsAttributes: !at.node.showsAttributes };
    const shift = childCount(node) - childCount(at.node);
    const others = at.children.filter(({ node: child }) => child.type === 'span' || child.type === 'log');
    const children = others.map(child => ({ ...child, index: child.index + shift }));
    const attributes = Array.from({ length: Math.max(0, shift) }, (_, index) =>
      openAttribute(node, index),
    ).flat();
    return createOpenNode(node, at.index, isFoldable(node), [...attributes, ...children]);
  });
}

function openAttribute(node: OutlineNode, index: number): readonly OpenNode[] {
  const attribute = childAt(node, index);
  return attribute?.type === 'value' ? [createOpenNode(attribute, index, true, [])] : [];
}
