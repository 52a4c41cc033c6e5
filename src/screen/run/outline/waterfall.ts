import { failingStep } from '../../../model/report/failing-step.ts';
import type { Run } from '../../../model/run.ts';
import { stepTreeOf } from '../../../model/steps/step-tree.ts';
import { spanEndAt } from '../../../model/trace/span-tree.ts';
import { rootPosition, seriesFacts, seriesItems, timeOfSeries } from '../../trace/child-rows.ts';
import { nextFailure, type Place, spanChain } from '../../trace/trace-order.ts';
import { type ArrangedTrace, type TimeWindow, wholeTime } from '../../trace/trace-view.ts';
import {
  createOpenNode,
  createRoot,
  mostOpenLevels,
  nodesAlong,
  type OpenNode,
  type OpenRoot,
  type Path,
  pathOfKeys,
  type Row,
  updateAt,
} from './open-tree.ts';
import { childAt, childCount, foldableChildren, isFoldable } from './outline-children.ts';
import type { OutlineNode } from './outline-node.ts';
import { isContainer, isLongText } from './payload-values.ts';
import { keysOfAttempt } from './steps-outline.ts';
import { attributePrefix, seriesKey, seriesOf, spanKey } from './trace-outline.ts';

const rowsAtFirst = 60;
const mostRoots = 20;

/** The default folding: the roots unfolded, and spans below them while few rows are shown. */
export function waterfallRoot(trace: ArrangedTrace, reveal: boolean): OpenRoot {
  const roots = Math.min(mostRoots, trace.roots.length);
  let left = rowsAtFirst;
  let opened = 0;
  const canOpen = (node: OutlineNode): boolean => {
    if (node.type !== 'span') return false;
    opened += 1;
    if (opened <= roots) return true;
    const count = childCount(node);
    if (count > left) return false;
    left -= count;
    return true;
  };
  return grow({ type: 'trace', key: 'trace', trace, reveal }, { opened: 200, looked: 2000 }, canOpen).root;
}

function traceOf({ node }: OpenNode): ArrangedTrace | undefined {
  return node.type === 'trace' ? node.trace : undefined;
}

export function pathOfSpan(root: OpenNode, position: number): Path {
  const trace = traceOf(root);
  return trace ? pathOfKeys(root, keysOfSpan(trace, position)) : [];
}

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
  return nodesAlong(root, row?.path ?? []).findLast(node => node.type === 'span')?.position;
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
    const others = at.children.filter(({ node: child }) => !child.key.startsWith(attributePrefix));
    const children = others.map(child => ({ ...child, index: child.index + shift }));
    const attributes = Array.from({ length: Math.max(0, shift) }, (_, index) => unfoldIfShort(node, index));
    return createOpenNode(node, at.index, isFoldable(node), [...attributes.flat(), ...children]);
  });
}

function unfoldIfShort(node: OutlineNode, index: number): readonly OpenNode[] {
  const row = childAt(node, index);
  if (row?.type === 'section') return [{ ...unfoldAtFirst(row), index }];
  return row?.type === 'value' && childCount(row) <= fewRows ? [createOpenNode(row, index, true, [])] : [];
}

const deepest = 200;

/** The most nodes to unfold, and the most members of payloads and traces to read. */
type FoldBudget = { readonly opened: number; readonly looked: number };

const everything: FoldBudget = { opened: 3000, looked: 10_000 };
const atFirst: FoldBudget = { opened: 5000, looked: 1000 };
const fewRows = 24;
const shortPayload = 8;
const shortText = 10_000;

type Growing = { readonly node: OutlineNode; readonly index: number; readonly children: Growing[] };

type Grown = { readonly root: OpenRoot; readonly isWhole: boolean };

/** The default folding: sections by `isOpenAtFirst`, small payloads and short lists of steps unfolded. */
export function unfoldAtFirst(root: OutlineNode): OpenRoot {
  let left = fewRows;
  const canOpen = (node: OutlineNode): boolean => {
    if (node.type === 'section') return node.isOpenAtFirst;
    const isList = node.type === 'steps' || (node.type === 'value' && isContainer(node.value));
    if (!isList) return false;
    const count = childCount(node);
    if (count > shortPayload || count > left) return false;
    left -= count;
    return true;
  };
  return grow(root, atFirst, canOpen).root;
}

export function unfoldAll(root: OutlineNode): Grown {
  return grow(
    root,
    everything,
    node => node.type !== 'value' || !isLongText(node.value) || node.value.length <= shortText,
  );
}

export function foldAll(root: OutlineNode): OpenRoot {
  return createRoot(root, []);
}

/** Unfolds the nodes that `canOpen` accepts, level by level, within the budget. */
function grow(root: OutlineNode, budget: FoldBudget, canOpen: (node: OutlineNode) => boolean): Grown {
  const start: Growing = { node: root, index: 0, children: [] };
  let { opened, looked } = budget;
  let isWhole = true;
  let level = [start];
  for (let depth = 0; level.length > 0 && depth < deepest; depth += 1) {
    const next: Growing[] = [];
    for (const parent of level) {
      const found = foldableChildren(parent.node, looked);
      looked -= found.looked;
      isWhole &&= found.isWhole;
      for (const { node, index } of found.children) {
        if (!canOpen(node)) continue;
        if (opened <= 0) return { root: freezeRoot(start), isWhole: false };
        opened -= 1;
        const child: Growing = { node, index, children: [] };
        parent.children.push(child);
        if (isFoldable(node)) next.push(child);
      }
    }
    level = next;
  }
  return { root: freezeRoot(start), isWhole: isWhole && level.length === 0 };
}

function freezeRoot({ node, children }: Growing): OpenRoot {
  return createRoot(node, children.map(freeze));
}

function freeze({ node, index, children }: Growing): OpenNode {
  return createOpenNode(node, index, true, children.map(freeze));
}

/** Unfolds the failed attempt that ended the run, however many steps there are. */
export function unfoldFailedStep(overview: OpenRoot, run: Run): OpenRoot {
  const step = run.status === 'failed' ? failingStep(run) : undefined;
  if (!run.steps || !step) return overview;
  const keys = ['steps', ...keysOfAttempt(stepTreeOf(run.steps), step)];
  const path = pathOfKeys(overview, keys);
  if (path.length < keys.length) return overview;
  const shown = path.slice(0, mostOpenLevels);
  return updateAt(overview, shown, ({ node, index }) => ({ ...unfoldAtFirst(node), index }), true);
}
