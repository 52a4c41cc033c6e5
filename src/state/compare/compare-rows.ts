import { type Difference, isOfStart, type PairedNode } from '../../model/compare/run-comparison.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import { indentOf } from './compare-layout.ts';
import { compareNotes } from './compare-notes.ts';
import type { CompareState } from './compare-state.ts';
import { type AlikeNodes, isOneSided, noisyNodes, presenceOf, shownChildren } from './compare-tree.ts';
import { comparedUsage, type UsageRow } from './compared-usage.ts';
import type { DetailLine } from './detail-line.ts';
import { hasDetail, valueDetail } from './value-detail.ts';

/** A row of the tree of both runs. */
export type CompareRow = { readonly depth: number } & (
  | (Foldable & {
      readonly type: 'node';
      readonly node: PairedNode;
      /** That the node is missing or extra. */
      readonly difference?: Difference;
    })
  | (Foldable & {
      readonly type: 'difference';
      readonly difference: Difference;
      readonly isNoise: boolean;
    })
  | (Foldable & { readonly type: 'alike'; readonly group: AlikeNodes })
  | { readonly type: 'usage'; readonly usage: UsageRow }
  | { readonly type: 'line'; readonly line: DetailLine; readonly difference: Difference }
  | { readonly type: 'note'; readonly text: string }
);

type Foldable = { readonly isFoldable: boolean; readonly isOpen: boolean };

type Shown = Pick<CompareState, 'toggled' | 'showsNoise' | 'reveal' | 'words'>;

type Cached = Shown & { readonly width: number; readonly rows: readonly CompareRow[] };

const cache = new WeakMap<ComparedRuns, Cached>();

/** The rows for a width; made again only after something was folded. */
export function compareRows(compare: CompareState, width: number): readonly CompareRow[] {
  const { comparison, toggled, showsNoise, reveal, words } = compare;
  if (!comparison) return [];
  const shown = { toggled, showsNoise, reveal, words };
  const known = cache.get(comparison);
  if (known?.width === width && isSameShown(known, shown)) return known.rows;
  const rows = makeRows(comparison, shown, width);
  cache.set(comparison, { ...shown, width, rows });
  return rows;
}

function isSameShown(one: Shown, other: Shown): boolean {
  return (
    one.toggled === other.toggled &&
    one.showsNoise === other.showsNoise &&
    one.reveal === other.reveal &&
    one.words === other.words
  );
}

/** What is folded and unfolded; `undefined` for rows that cannot be. */
export function foldOf(row: CompareRow | undefined): object | undefined {
  if (row?.type === 'node') return row.isFoldable ? row.node : undefined;
  if (row?.type === 'difference') return row.isFoldable ? row.difference : undefined;
  return row?.type === 'alike' ? row.group : undefined;
}

/** The difference that a row tells, or is a part of. */
export function differenceOf(row: CompareRow | undefined): Difference | undefined {
  return row && 'difference' in row ? row.difference : undefined;
}

type Visit = { readonly depth: number } & (
  | { readonly type: 'node' | 'end'; readonly node: PairedNode }
  | { readonly type: 'alike'; readonly group: AlikeNodes }
);

/** With a list of what is left to visit: spans may be nested deeper than calls. */
function makeRows(comparison: ComparedRuns, shown: Shown, width: number): readonly CompareRow[] {
  const rows: CompareRow[] = [];
  const noisy = shown.showsNoise ? noisyNodes(comparison) : undefined;
  const isAlike = (node: PairedNode) => node.total === 0 && !noisy?.has(node);
  const open: Visit[] = [{ type: 'node', node: comparison.root, depth: 0 }];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { depth } = visit;
    const below: Visit[] = [];
    if (visit.type === 'alike') {
      const { group } = visit;
      const isOpen = shown.toggled.has(group);
      rows.push({ type: 'alike', group, depth, isFoldable: true, isOpen });
      if (isOpen) for (const node of group.nodes) below.push({ type: 'node', node, depth: depth + 1 });
    } else if (visit.type === 'end') {
      addValues(rows, visit.node, depth, { shown, width, ofStart: false });
      if (!visit.node.parent) rows.push(...usageRows(comparison));
    } else if (addNode(rows, visit.node, depth, isAlike, shown)) {
      addValues(rows, visit.node, depth, { shown, width, ofStart: true });
      for (const child of childrenOf(visit.node, isAlike)) below.push({ ...child, depth: depth + 1 });
      below.push({ type: 'end', node: visit.node, depth });
    }
    for (let at = below.length - 1; at >= 0; at -= 1) open.push(below[at] as Visit);
  }
  return [...rows, ...compareNotes(comparison, shown.showsNoise).map(noteRow)];
}

function noteRow(text: string): CompareRow {
  return { type: 'note', text, depth: 0 };
}

function usageRows({ a, b }: ComparedRuns): readonly CompareRow[] {
  return comparedUsage(a, b).map(usage => ({ type: 'usage', usage, depth: 1 }));
}

/** Below a node that only one run has, nothing is alike. One that only some successes have is shown as noise is. */
function childrenOf(node: PairedNode, isAlike: (node: PairedNode) => boolean) {
  if (isOneSided(node))
    return shownChildren(
      node,
      () => false,
      () => false,
    );
  return shownChildren(node, isAlike, child => isOneSided(child) && isAlike(child));
}

/** Adds the row of a node; returns whether it is unfolded. */
function addNode(
  rows: CompareRow[],
  node: PairedNode,
  depth: number,
  isAlike: (node: PairedNode) => boolean,
  shown: Shown,
): boolean {
  const difference = presenceOf(node);
  const values = node.differences.length + (shown.showsNoise ? node.noise.length : 0) - (difference ? 1 : 0);
  const isFoldable = values + node.children.length > 0;
  const isOpen = isFoldable && (!isAlike(node) && !isOneSided(node)) !== shown.toggled.has(node);
  rows.push({ type: 'node', node, depth, isFoldable, isOpen, ...(difference && { difference }) });
  return isOpen;
}

type Values = { readonly shown: Shown; readonly width: number; readonly ofStart: boolean };

/** Adds what differs in what went into a node, or in what came out of it. */
function addValues(
  rows: CompareRow[],
  node: PairedNode,
  depth: number,
  { shown, width, ofStart }: Values,
): void {
  const presence = presenceOf(node);
  const isShown = (one: Difference) => one !== presence && isOfStart(one) === ofStart;
  for (const difference of node.differences.filter(isShown))
    addDifference(rows, { difference, isNoise: false, depth: depth + 1 }, shown, width);
  if (!shown.showsNoise) return;
  for (const difference of node.noise.filter(isShown))
    addDifference(rows, { difference, isNoise: true, depth: depth + 1 }, shown, width);
}

type DifferenceRow = { readonly difference: Difference; readonly isNoise: boolean; readonly depth: number };

function addDifference(rows: CompareRow[], row: DifferenceRow, shown: Shown, width: number): void {
  const { difference, depth } = row;
  const isFoldable = hasDetail(difference);
  const isOpen = isFoldable && shown.toggled.has(difference);
  rows.push({ type: 'difference', ...row, isFoldable, isOpen });
  if (!isOpen) return;
  const room = width - indentOf(depth + 1, width) - 1;
  for (const line of valueDetail(difference, shown, room))
    rows.push({ type: 'line', line, difference, depth: depth + 1 });
}
