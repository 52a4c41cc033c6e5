import type { Run } from '../../run.ts';
import { type PackedTexts, packTexts, unpackTexts } from '../../text/packed-texts.ts';
import type { Difference, PairedNode, RunComparison, SiblingLabels } from '../run-comparison.ts';
import { type PackedDifferences, packDifferences, unpackDifferences } from './packed-differences.ts';
import { type PackedNodes, packNodes, unpackNodes } from './packed-nodes.ts';

/**
 * A comparison for another thread by columns, which are copied many times as fast as objects: without the
 * values of its runs and nodes, but with those that differ.
 */
export type PackedComparison = Pick<
  RunComparison,
  'a' | 'b' | 'matchedShare' | 'isDifferentProgram' | 'successes'
> & {
  readonly tree: PackedTree;
  /** The place of the first among the differences; negative for none. */
  readonly first: number;
  readonly differences: PackedDifferences;
  readonly noise: PackedDifferences;
};

/** Each node after its parent, siblings in order. */
type PackedTree = {
  readonly parents: Int32Array;
  readonly totals: Int32Array;
  readonly noiseTotals: Int32Array;
  readonly labelsOfA: PackedTexts;
  readonly labelsOfB: PackedTexts;
  readonly a: PackedNodes;
  readonly b: PackedNodes;
};

const none = -1;
const nodesAtOnce = 500;

/** Packs a comparison as it was made; yields regularly. */
export function* packComparison(comparison: RunComparison): Generator<undefined, PackedComparison> {
  const { a, b, matchedShare, isDifferentProgram, successes, first, differences, noise } = comparison;
  const places = new Map<PairedNode, number>();
  const open = [comparison.root];
  for (let node = open.pop(); node; node = open.pop()) {
    places.set(node, places.size);
    for (const child of node.children.toReversed()) open.push(child);
    if (places.size % nodesAtOnce === 0) yield;
  }
  return {
    ...{ a: withoutValues(a), b: withoutValues(b), matchedShare, isDifferentProgram, successes },
    tree: yield* packTree([...places.keys()], places),
    first: first ? differences.indexOf(first) : none,
    differences: yield* packDifferences(differences, places),
    noise: yield* packDifferences(noise, places),
  };
}

function withoutValues(run: Run): Run {
  const { input, output, error, steps, messages, trace, raw, ...rest } = run;
  return rest;
}

function* packTree(
  nodes: readonly PairedNode[],
  places: ReadonlyMap<PairedNode, number>,
): Generator<undefined, PackedTree> {
  return {
    parents: Int32Array.from(nodes, ({ parent }) => (parent && places.get(parent)) ?? none),
    totals: Int32Array.from(nodes, ({ total }) => total),
    noiseTotals: Int32Array.from(nodes, ({ noiseTotal }) => noiseTotal),
    labelsOfA: packTexts(nodes.map(({ labels }) => labels?.a)),
    labelsOfB: packTexts(nodes.map(({ labels }) => labels?.b)),
    a: yield* packNodes(nodes.map(({ a }) => a)),
    b: yield* packNodes(nodes.map(({ b }) => b)),
  };
}

type Unpacked = Omit<PairedNode, 'children' | 'differences' | 'noise'> & {
  readonly children: Unpacked[];
  readonly differences: Difference[];
  readonly noise: Difference[];
};

/** The comparison with a tree of its own; yields regularly. */
export function* unpackComparison(packed: PackedComparison): Generator<undefined, RunComparison> {
  const { tree, first, ...rest } = packed;
  const nodes = yield* unpackTree(tree);
  const [root] = nodes;
  if (!root) throw new Error('a comparison without a tree');
  const listOf = (list: 'differences' | 'noise') => (place: number) => {
    const node = nodes[place];
    return node && { node, list: node[list] };
  };
  const differences = yield* unpackDifferences(packed.differences, listOf('differences'));
  const noise = yield* unpackDifferences(packed.noise, listOf('noise'));
  return { ...rest, root, differences, noise, first: differences[first] ?? null };
}

function* unpackTree(tree: PackedTree): Generator<undefined, readonly Unpacked[]> {
  const ofA = yield* unpackNodes(tree.a);
  const ofB = yield* unpackNodes(tree.b);
  const labelsOfA = unpackTexts(tree.labelsOfA);
  const labelsOfB = unpackTexts(tree.labelsOfB);
  const nodes: Unpacked[] = [];
  for (const [place, above] of tree.parents.entries()) {
    if (place % nodesAtOnce === 0) yield;
    const parent = nodes[above];
    const node: Unpacked = {
      ...{ parent, a: ofA[place], b: ofB[place], children: [], differences: [], noise: [] },
      total: tree.totals[place] ?? 0,
      noiseTotal: tree.noiseTotals[place] ?? 0,
      labels: toLabels(labelsOfA.next().value, labelsOfB.next().value),
    };
    parent?.children.push(node);
    nodes.push(node);
  }
  return nodes;
}

function toLabels(a: string | null | undefined, b: string | null | undefined): SiblingLabels | undefined {
  return a == null && b == null ? undefined : { a: a ?? undefined, b: b ?? undefined };
}
