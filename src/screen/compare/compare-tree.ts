import { type Difference, isOfStart, type PairedNode } from '../../model/compare/run-comparison.ts';
import { memo } from '../../model/memo.ts';
import { isActive } from '../../model/status.ts';

/** Nodes in one row: neighbors in which nothing differs, or a part of a long list. */
export type NodeGroup = { readonly kind: 'alike' | 'part'; readonly nodes: readonly PairedNode[] };

/** A part of a long list of differences, in one row. */
export type DifferenceGroup = { readonly kind: 'differences'; readonly differences: readonly Difference[] };

export type ShownChild =
  | { readonly type: 'node'; readonly node: PairedNode }
  | { readonly type: 'group'; readonly group: NodeGroup };

type IsAlike = (node: PairedNode) => boolean;

const leastAlike = 2;
const mostShown = 200;
const inPart = 100;

const groupsByFirst = new WeakMap<PairedNode, NodeGroup>();

export function createIsAlike(showsNoise: boolean): IsAlike {
  return node => node.total === 0 && !(showsNoise && node.noiseTotal > 0) && !goesOn(node);
}

/** Whether a node has ended in one run only, which is no difference while the other run goes on. */
function goesOn({ a, b, noise }: PairedNode): boolean {
  if (!a || !b || isActive(a) === isActive(b)) return false;
  return !noise.some(({ kind }) => kind === 'status');
}

/** Groups are the same objects each time, so that they stay folded or unfolded. */
export function shownChildren(node: PairedNode, isAlike: IsAlike): readonly ShownChild[] {
  const shown = shownNodes(node.children, isAlike);
  return shown.length > mostShown ? partsOf(node).flatMap(part => shownPart(part, isAlike)) : shown;
}

function shownPart(group: NodeGroup, isAlike: IsAlike): readonly ShownChild[] {
  const shown = shownNodes(group.nodes, isAlike);
  return shown.length < leastAlike ? shown : [{ type: 'group', group }];
}

/** Leaves out a node of one run that is only noise, unless noise is shown. */
export function shownNodes(all: readonly PairedNode[], isAlike: IsAlike): readonly ShownChild[] {
  const shown: ShownChild[] = [];
  const nodes = all.filter(node => !(isOneSided(node) && isAlike(node)));
  for (let at = 0; at < nodes.length; ) {
    let end = at;
    while (end < nodes.length && isAlike(nodes[end] as PairedNode)) end += 1;
    const alike = nodes.slice(at, end);
    if (alike.length >= leastAlike) shown.push({ type: 'group', group: groupOf(alike) });
    else for (const child of alike) shown.push({ type: 'node', node: child });
    const next = nodes[end];
    if (next) shown.push({ type: 'node', node: next });
    at = end + 1;
  }
  return shown;
}

/** `undefined` if the parent shows few children, one by one. */
export function partOf(node: PairedNode, isAlike: IsAlike): NodeGroup | undefined {
  const { parent } = node;
  if (!parent || parent.children.length <= mostShown) return undefined;
  const part = partsOf(parent)[Math.floor(parent.children.indexOf(node) / inPart)];
  const isShown = shownChildren(parent, isAlike).some(
    child => child.type === 'group' && child.group === part,
  );
  return isShown ? part : undefined;
}

const partsOf = memo((node: PairedNode): readonly NodeGroup[] =>
  inParts(node.children).map(nodes => ({ kind: 'part', nodes })),
);

function inParts<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / inPart);
  return Array.from({ length: count }, (_, at) => items.slice(at * inPart, (at + 1) * inPart));
}

function groupOf(nodes: readonly PairedNode[]): NodeGroup {
  const [first] = nodes;
  const known = first && groupsByFirst.get(first);
  if (known?.nodes.length === nodes.length) return known;
  const group = { kind: 'alike', nodes } as const;
  if (first) groupsByFirst.set(first, group);
  return group;
}

export function isOneSided({ a, b }: PairedNode): boolean {
  return !a || !b;
}

const mostUnfolded = 200;

export function isFoldedAtFirst(node: PairedNode): boolean {
  return isOneSided(node) || (node.parent !== undefined && node.total > mostUnfolded);
}

/** The difference that a node is missing or extra, which its own row shows. */
export function presenceOf({ differences, noise }: PairedNode): Difference | undefined {
  const isPresence = ({ kind }: Difference) => kind === 'missing-step' || kind === 'extra-step';
  return differences.find(isPresence) ?? noise.find(isPresence);
}

/** `ofStart`: keeps the differences in the node's input, rather than in its output. */
export function valuesOf(
  node: PairedNode,
  differences: readonly Difference[],
  ofStart: boolean,
): readonly Difference[] {
  const presence = presenceOf(node);
  return differences.filter(one => one !== presence && isOfStart(one) === ofStart);
}

export function countBelow(node: PairedNode): number {
  let count = -1;
  const open = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    count += 1;
    for (const child of next.children) open.push(child);
  }
  return count;
}

/** From 0, in the order of the rows; `undefined` for noise. */
export function placeOf(difference: Difference): number | undefined {
  const { node } = difference;
  const own = node.differences.indexOf(difference);
  if (own < 0) return undefined;
  const below = node.total - node.differences.length;
  return placeOfNode(node) + own + (isOfStart(difference) ? 0 : below);
}

export function placeOfNode(node: PairedNode): number {
  let place = 0;
  for (let at = node; at.parent; at = at.parent) {
    place += countStart(at.parent);
    for (const sibling of at.parent.children) {
      if (sibling === at) break;
      place += sibling.total;
    }
  }
  return place;
}

export function placeBelow(node: PairedNode): number {
  return placeOfNode(node) + countStart(node);
}

function countStart({ differences }: PairedNode): number {
  return differences.filter(isOfStart).length;
}

/** Parts are the same objects each time; `undefined` if there are few differences. */
export function partsOfDifferences(
  differences: readonly Difference[],
): readonly DifferenceGroup[] | undefined {
  const [first] = differences;
  return first && differences.length > mostShown ? partsByFirst(first, differences) : undefined;
}

const partsByFirst = memo((_first: Difference, all: readonly Difference[]): readonly DifferenceGroup[] =>
  inParts(all).map(differences => ({ kind: 'differences', differences })),
);
