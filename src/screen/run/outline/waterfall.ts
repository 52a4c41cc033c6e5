import { spanEndAt } from '../../../model/trace/span-end.ts';
import { rootPosition, seriesFacts, seriesItems, timeOfSeries } from '../../trace/child-rows.ts';
import { nextFailure, type Place, spanChain } from '../../trace/trace-order.ts';
import { type ArrangedTrace, type TimeWindow, wholeTime } from '../../trace/trace-view.ts';
import { grow, unfoldAtFirst } from './fold-all.ts';
import {
  createOpenNode,
  type OpenNode,
  type OpenRoot,
  type Path,
  pathOfKeys,
  type Row,
  updateAt,
} from './open-tree.ts';
import { childAt, childCount, isFoldable } from './outline-children.ts';
import type { OutlineNode } from './outline-node.ts';
import { attributePrefix, seriesKey, seriesOf, spanKey } from './trace-outline.ts';

const rowsAtFirst = 60;
const mostRoots = 20;

/** The default folding of a trace: the roots unfolded, and a few rows below them. */
export function waterfallRoot(trace: ArrangedTrace, reveal: boolean): OpenRoot {
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

function traceOf({ node }: OpenNode): ArrangedTrace | undefined {
  return node.type === 'trace' ? node.trace : undefined;
}

export function pathOfSpan(root: OpenNode, position: number): Path {
  const trace = traceOf(root);
  return trace ? pathOfKeys(root, keysOfSpan(trace, position)) : [];
}

/** The keys of the rows from the outermost span down, with the series between them. */
function keysOfSpan(trace: ArrangedTrace, position: number): readonly string[] {
  let parent = rootPosition;
  return spanChain(trace, position).flatMap(at => {
    const series = seriesOf(trace, parent, at);
    const key = spanKey(trace.spans[at]?.id ?? '');
    parent = at;
    return series ? [seriesKey(trace, series), key] : [key];
  });
}

function spanAtRow(root: OpenNode, row: Row | undefined): number | undefined {
  let at: OpenNode | undefined = root;
  let position: number | undefined;
  for (const index of row?.path ?? []) {
    at = at?.children.find(child => child.index === index);
    if (at?.node.type === 'span') position = at.node.position;
  }
  return row?.node.type === 'span' ? row.node.position : position;
}

export function nextFailureFrom(root: OpenNode, row: Row | undefined, by: number): number | undefined {
  const trace = traceOf(root);
  return trace && nextFailure(trace, placeOfRow(root, row), Math.sign(by));
}

function placeOfRow(root: OpenNode, row: Row | undefined): Place | undefined {
  const node = row?.node;
  const items = node?.type === 'series' ? seriesItems(node.trace, node.series) : undefined;
  const first = items?.find(item => item >= 0);
  if (first !== undefined) return { position: first, isAbove: true };
  const position = spanAtRow(root, row);
  return position === undefined ? undefined : { position, isAbove: false };
}

/** The time of the span, series or log that a row shows or belongs to. */
export function timeOfRow(root: OpenNode, row: Row | undefined): TimeWindow | undefined {
  if (row?.node.type === 'log') return { from: row.node.log.at, to: row.node.log.at };
  const trace = traceOf(root);
  if (row?.node.type === 'series' && trace) return timeOfSeries(seriesFacts(row.node), wholeTime(trace).to);
  const span = trace?.spans[spanAtRow(root, row) ?? -1];
  return trace && span && { from: span.startAt, to: spanEndAt(span, wholeTime(trace).to) };
}

export function toggleAttributes(root: OpenRoot, path: Path): OpenRoot {
  return updateAt(root, path, at => {
    if (at.node.type !== 'span') return at;
    const node = { ...at.node, showsAttributes: !at.node.showsAttributes };
    const shift = childCount(node) - childCount(at.node);
    const others = at.children.filter(({ node: child }) => !isAttribute(child));
    const children = others.map(child => ({ ...child, index: child.index + shift }));
    const attributes = Array.from({ length: Math.max(0, shift) }, (_, index) =>
      openAttribute(node, index),
    ).flat();
    return createOpenNode(node, at.index, isFoldable(node), [...attributes, ...children]);
  });
}

function isAttribute({ key }: OutlineNode): boolean {
  return key.startsWith(attributePrefix);
}

const fewRows = 24;

/** Short values and errors are unfolded. */
function openAttribute(node: OutlineNode, index: number): readonly OpenNode[] {
  const row = childAt(node, index);
  if (row?.type === 'section') return [{ ...unfoldAtFirst(row), index }];
  return row?.type === 'value' && childCount(row) <= fewRows ? [createOpenNode(row, index, true, [])] : [];
}
