import type { Difference, PairedNode, RunComparison } from '../../model/compare/run-comparison.ts';

/** Neighbors in which nothing differs, as one row. */
export type AlikeNodes = { readonly nodes: readonly PairedNode[] };

/** What a node shows below itself: nodes, and groups of those that are alike in both runs. */
export type ShownChild =
  | { readonly type: 'node'; readonly node: PairedNode }
  | { readonly type: 'alike'; readonly group: AlikeNodes };

/** Fewer are shown one by one. */
const leastAlike = 2;

const groupsByFirst = new WeakMap<PairedNode, AlikeNodes>();

/** The children of a node, without those that `isHidden`. Groups are the same objects each time, so that they stay folded or unfolded. */
export function shownChildren(
  node: PairedNode,
  isAlike: (node: PairedNode) => boolean,
  isHidden: (node: PairedNode) => boolean,
): readonly ShownChild[] {
  const shown: ShownChild[] = [];
  const children = node.children.filter(child => !isHidden(child));
  for (let at = 0; at < children.length; ) {
    let end = at;
    while (end < children.length && isAlike(children[end] as PairedNode)) end += 1;
    const alike = children.slice(at, end);
    if (alike.length >= leastAlike) shown.push({ type: 'alike', group: groupOf(alike) });
    else for (const child of alike) shown.push({ type: 'node', node: child });
    const next = children[end];
    if (next) shown.push({ type: 'node', node: next });
    at = end + 1;
  }
  return shown;
}

function groupOf(nodes: readonly PairedNode[]): AlikeNodes {
  const [first] = nodes;
  const known = first && groupsByFirst.get(first);
  if (known?.nodes.length === nodes.length) return known;
  const group = { nodes };
  if (first) groupsByFirst.set(first, group);
  return group;
}

/** Whether a node is in one of the runs only. */
export function isOneSided({ a, b }: PairedNode): boolean {
  return !a || !b;
}

/** That a node is missing or extra, which its own row tells. */
export function presenceOf({ differences, noise }: PairedNode): Difference | undefined {
  const isPresence = ({ kind }: Difference) => kind === 'missing-step' || kind === 'extra-step';
  return differences.find(isPresence) ?? noise.find(isPresence);
}

/** How many nodes are below a node. */
export function countBelow(node: PairedNode): number {
  let count = -1;
  const open = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    count += 1;
    open.push(...next.children);
  }
  return count;
}

const noisyByComparison = new WeakMap<readonly Difference[], ReadonlySet<PairedNode>>();

/** The nodes with noise in them. */
export function noisyNodes({ noise }: RunComparison): ReadonlySet<PairedNode> {
  const known = noisyByComparison.get(noise);
  if (known) return known;
  const noisy = new Set<PairedNode>();
  for (const { node } of noise)
    for (let at: PairedNode | undefined = node; at && !noisy.has(at); at = at.parent) noisy.add(at);
  noisyByComparison.set(noise, noisy);
  return noisy;
}
