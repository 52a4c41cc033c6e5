import { type Difference, isOfStart, type PairedNode } from '../../model/compare/run-comparison.ts';
import { differenceText } from '../../model/compare/text/difference-text.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { type CompareState, compareNotes, indentOf } from './compare-state.ts';
import {
  createIsAlike,
  type DifferenceGroup,
  isFoldedAtFirst,
  isOneSided,
  type NodeGroup,
  partsOfDifferences,
  placeBelow,
  placeOf,
  placeOfNode,
  presenceOf,
  type ShownChild,
  shownChildren,
  shownNodes,
  valuesOf,
} from './compare-tree.ts';
import { comparedUsage, type UsageRow, usageText } from './compared-usage.ts';
import { type DetailLine, hasDetail, shownDifference, valueDetail } from './value-detail.ts';

export type CompareRow = { readonly depth: number } & (
  | (Foldable & {
      readonly type: 'node';
      readonly node: PairedNode;
      readonly isAlike: boolean;
      /** That the node is missing or extra. */
      readonly difference?: Difference;
    })
  | (Foldable & { readonly type: 'difference'; readonly difference: Difference; readonly isNoise: boolean })
  | (Foldable & { readonly type: 'group'; readonly group: NodeGroup | DifferenceGroup })
  | { readonly type: 'usage'; readonly usage: UsageRow }
  | { readonly type: 'line'; readonly line: DetailLine; readonly difference: Difference }
  | { readonly type: 'note'; readonly text: string }
);

type Foldable = { readonly isFoldable: boolean; readonly isOpen: boolean };

const looks = ['toggled', 'showsNoise', 'reveal', 'words'] as const;

type Look = Pick<CompareState, (typeof looks)[number]> & { readonly width: number };

const cache = new WeakMap<ComparedRuns, Look & { readonly rows: readonly CompareRow[] }>();

export function compareRows(compare: CompareState, width: number): readonly CompareRow[] {
  const { comparison, toggled, showsNoise, reveal, words } = compare;
  if (!comparison) return [];
  const known = cache.get(comparison);
  if (known?.width === width && looks.every(look => known[look] === compare[look])) return known.rows;
  const look = { toggled, showsNoise, reveal, words, width };
  const rows = makeRows(comparison, look);
  cache.set(comparison, { ...look, rows });
  return rows;
}

/** The object in `toggled` that stands for a row; `undefined` for rows that do not fold. */
export function foldOf(row: CompareRow | undefined): object | undefined {
  if (row?.type === 'node') return row.isFoldable ? row.node : undefined;
  if (row?.type === 'difference') return row.isFoldable ? row.difference : undefined;
  return row?.type === 'group' ? row.group : undefined;
}

export function differenceOf(row: CompareRow | undefined): Difference | undefined {
  return row && 'difference' in row ? row.difference : undefined;
}

export function rowText(row: CompareRow | undefined, reveal: boolean): string | undefined {
  if (row?.type === 'usage') return usageText(row.usage);
  const difference = differenceOf(row);
  return difference && differenceText(shownDifference(difference, reveal));
}

/** The node that a row is about, or the first of several. */
export function nodeOf(row: CompareRow | undefined): PairedNode | undefined {
  if (row?.type === 'node') return row.node;
  if (row?.type !== 'group') return differenceOf(row)?.node;
  return row.group.kind === 'differences' ? row.group.differences[0]?.node : row.group.nodes[0];
}

type Visit = { readonly depth: number } & (ShownChild | { readonly type: 'end'; readonly node: PairedNode });

type Adding = Look & { readonly rows: CompareRow[]; readonly isAlike: (node: PairedNode) => boolean };

/** Keeps a stack of its own: spans may be nested deeper than calls can be. */
function makeRows(comparison: ComparedRuns, look: Look): readonly CompareRow[] {
  const rows: CompareRow[] = [];
  const adding: Adding = { ...look, rows, isAlike: createIsAlike(look.showsNoise) };
  const open: Visit[] = [{ type: 'node', node: comparison.root, depth: 0 }];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { depth } = visit;
    if (visit.type === 'end') {
      addValues(visit.node, { ofStart: false, depth: depth + 1 }, adding);
      if (visit.node.parent) continue;
      for (const usage of comparedUsage(comparison)) rows.push({ type: 'usage', usage, depth: 1 });
    } else {
      const below = addChild(visit, depth, adding);
      if (below && visit.type === 'node') open.push({ type: 'end', node: visit.node, depth });
      for (const child of below?.toReversed() ?? []) open.push({ ...child, depth: depth + 1 });
    }
  }
  const notes = compareNotes(comparison, look.showsNoise);
  for (const text of notes.flatMap(note => wrapText(safeLine(note), look.width - 2 * noteMargin)))
    rows.push({ type: 'note', text, depth: 0 });
  return rows;
}

const noteMargin = 2;

/** Returns what is below the row, if it is unfolded. */
function addChild(child: ShownChild, depth: number, adding: Adding): readonly ShownChild[] | undefined {
  if (child.type === 'node') {
    const { node } = child;
    if (!addNode(node, depth, adding)) return undefined;
    addValues(node, { ofStart: true, depth: depth + 1 }, adding);
    return shownChildren(node, isAlikeBelow(node, adding));
  }
  const { kind, nodes } = child.group;
  const isOpen = adding.toggled.has(child.group);
  adding.rows.push({ ...child, depth, isFoldable: true, isOpen });
  if (!isOpen) return undefined;
  if (kind === 'alike') return nodes.map(node => ({ type: 'node', node }));
  return shownNodes(nodes, isAlikeBelow(nodes[0]?.parent, adding));
}

/** Nothing is alike below a node that only one run has. */
function isAlikeBelow(node: PairedNode | undefined, { isAlike }: Adding): Adding['isAlike'] {
  return node && isOneSided(node) ? () => false : isAlike;
}

function addNode(node: PairedNode, depth: number, adding: Adding): boolean {
  const { rows, isAlike, showsNoise, toggled } = adding;
  const difference = presenceOf(node);
  const values = node.differences.length + (showsNoise ? node.noise.length : 0) - (difference ? 1 : 0);
  const isFoldable = values + node.children.length > 0;
  const isOpen = isFoldable && (!isAlike(node) && !isFoldedAtFirst(node)) !== toggled.has(node);
  const own = { node, isAlike: isAlike(node) && !isOneSided(node), ...(difference && { difference }) };
  rows.push({ type: 'node', depth, isFoldable, isOpen, ...own });
  return isOpen;
}

function addValues(
  node: PairedNode,
  { ofStart, depth }: { readonly ofStart: boolean; readonly depth: number },
  adding: Adding,
): void {
  addDifferences(valuesOf(node, node.differences, ofStart), { isNoise: false, depth }, adding);
  if (!adding.showsNoise) return;
  addDifferences(valuesOf(node, node.noise, ofStart), { isNoise: true, depth }, adding);
}

type Place = { readonly isNoise: boolean; readonly depth: number };

function addDifferences(differences: readonly Difference[], place: Place, adding: Adding): void {
  const { isNoise, depth } = place;
  const parts = partsOfDifferences(differences);
  if (!parts) for (const one of differences) addDifference(one, place, adding);
  for (const group of parts ?? []) {
    const isOpen = adding.toggled.has(group);
    adding.rows.push({ type: 'group', group, depth, isFoldable: true, isOpen });
    if (isOpen) addDifferences(group.differences, { isNoise, depth: depth + 1 }, adding);
  }
}

function addDifference(difference: Difference, { isNoise, depth }: Place, adding: Adding): void {
  const { rows, width, toggled } = adding;
  const isFoldable = hasDetail(difference);
  const isOpen = isFoldable && toggled.has(difference);
  rows.push({ type: 'difference', difference, isNoise, depth, isFoldable, isOpen });
  if (!isOpen) return;
  const room = width - indentOf(depth + 1, width) - 1;
  for (const line of valueDetail(difference, adding, room))
    rows.push({ type: 'line', line, difference, depth: depth + 1 });
}

/** `place`: how many differences come before a row; `isOwn`: whether the row shows the next one. */
export function placeOfRow(
  row: CompareRow | undefined,
  root: PairedNode,
): { readonly place: number; readonly isOwn: boolean } {
  const difference = differenceOf(row);
  const own = difference && placeOf(difference);
  return own === undefined ? { place: placeBefore(row, root), isOwn: false } : { place: own, isOwn: true };
}

function placeBefore(row: CompareRow | undefined, root: PairedNode): number {
  switch (row?.type) {
    case 'node':
      return placeOfNode(row.node);
    case 'group':
      return placeOfGroup(row.group);
    case 'difference':
    case 'line':
      return placeAfterNoise(row.difference);
    default:
      return root.total;
  }
}

function placeOfGroup(group: NodeGroup | DifferenceGroup): number {
  if (group.kind !== 'differences') return group.nodes[0] ? placeOfNode(group.nodes[0]) : 0;
  const [first] = group.differences;
  return first ? (placeOf(first) ?? placeAfterNoise(first)) : 0;
}

/** Noise comes after the differences in the same input or output. */
function placeAfterNoise(noise: Difference): number {
  const { node } = noise;
  return isOfStart(noise) ? placeBelow(node) : placeOfNode(node) + node.total;
}
