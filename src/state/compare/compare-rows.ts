import type { Difference, PairedNode } from '../../model/compare/run-comparison.ts';
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
  | { readonly node: PairedNode; readonly group?: undefined }
  | { readonly group: AlikeNodes; readonly node?: undefined }
);

/** With a list of what is left to visit: spans may be nested deeper than calls. */
function makeRows(comparison: ComparedRuns, shown: Shown, width: number): readonly CompareRow[] {
  const rows: CompareRow[] = [];
  const noisy = shown.showsNoise ? noisyNodes(comparison) : undefined;
  const isAlike = (node: PairedNode) => node.total === 0 && !noisy?.has(node);
  const open: Visit[] = [{ node: comparison.root, depth: 0 }];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { node, group, depth } = visit;
    const below: Visit[] = [];
    if (group) {
      const isOpen = shown.toggled.has(group);
      rows.push({ type: 'alike', group, depth, isFoldable: true, isOpen });
      if (isOpen) for (const one of group.nodes) below.push({ node: one, depth: depth + 1 });
    } else if (addNode(rows, node, depth, { shown, width, isAlike })) {
      if (!node.parent) rows.push(...usageRows(comparison));
      for (const child of childrenOf(node, isAlike)) below.push({ ...child, depth: depth + 1 });
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

/** Below a node that only one run has, nothing is alike. */
function childrenOf(node: PairedNode, isAlike: (node: PairedNode) => boolean) {
  const isShownAlike = isOneSided(node) ? () => false : isAlike;
  return shownChildren(node, isShownAlike).map(child =>
    child.type === 'node' ? { node: child.node } : { group: child.group },
  );
}

type Adding = {
  readonly shown: Shown;
  readonly width: number;
  readonly isAlike: (node: PairedNode) => boolean;
};

/** Adds a node, and its own differences if it is unfolded; returns whether it is. */
function addNode(
  rows: CompareRow[],
  node: PairedNode,
  depth: number,
  { shown, width, isAlike }: Adding,
): boolean {
  const presence = presenceOf(node);
  const own = node.differences.filter(one => one !== presence);
  const noise = shown.showsNoise ? node.noise.filter(one => one !== presence) : [];
  const isFoldable = own.length + noise.length + node.children.length > 0;
  const isOpen = isFoldable && (!isAlike(node) && !isOneSided(node)) !== shown.toggled.has(node);
  rows.push({ type: 'node', node, depth, isFoldable, isOpen, ...(presence && { difference: presence }) });
  if (!isOpen) return false;
  for (const difference of own)
    addDifference(rows, { difference, isNoise: false, depth: depth + 1 }, shown, width);
  for (const difference of noise)
    addDifference(rows, { difference, isNoise: true, depth: depth + 1 }, shown, width);
  return true;
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
