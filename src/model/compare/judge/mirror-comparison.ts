import type { Pieces } from '../../pieces.ts';
import type { DraftPair } from '../pair-trees.ts';
import type { ValueDifference } from '../payload/compare-payloads.ts';
import type { Difference, DifferenceKind, PairedNode, RunComparison } from '../run-comparison.ts';

const nodesAtOnce = 500;

export function* mirrorComparison<Comparison extends RunComparison>(
  comparison: Comparison,
): Pieces<Comparison> {
  const nodes = yield* mirrorNodes(comparison.root);
  const mirrored = new Map<Difference, Difference>();
  const mirrorAll = function* (all: readonly Difference[], list: 'differences' | 'noise') {
    for (const [index, one] of all.entries()) {
      if (index % nodesAtOnce === nodesAtOnce - 1) yield;
      const node = nodes.get(one.node);
      if (!node) continue;
      const other = mirrorDifference(one, node);
      node[list].push(other);
      mirrored.set(one, other);
    }
    return all.flatMap(one => mirrored.get(one) ?? []);
  };
  const differences = yield* mirrorAll(comparison.differences, 'differences');
  const noise = yield* mirrorAll(comparison.noise, 'noise');
  return {
    ...comparison,
    ...{ a: comparison.b, b: comparison.a, differences, noise },
    root: nodes.get(comparison.root) ?? comparison.root,
    first: (comparison.first && mirrored.get(comparison.first)) ?? null,
    slowBefore: comparison.slowBefore && mirrored.get(comparison.slowBefore),
  };
}

function* mirrorNodes(root: PairedNode): Pieces<ReadonlyMap<PairedNode, DraftPair>> {
  const nodes = new Map<PairedNode, DraftPair>();
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const { a, b, total, noiseTotal } = node;
    const parent = node.parent && nodes.get(node.parent);
    const mirrored: DraftPair = {
      ...{ parent, a: b, b: a, total, noiseTotal },
      ...{ children: [], differences: [], noise: [] },
    };
    nodes.set(node, mirrored);
    parent?.children.push(mirrored);
    for (const child of node.children.toReversed()) open.push(child);
    if (nodes.size % nodesAtOnce === 0) yield;
  }
  return nodes;
}

const mirroredKinds: Readonly<Partial<Record<DifferenceKind, DifferenceKind>>> = {
  'missing-step': 'extra-step',
  'extra-step': 'missing-step',
};

const mirroredChanges: Readonly<Record<string, ValueDifference['change']>> = {
  added: 'removed',
  removed: 'added',
};

function mirrorDifference(difference: Difference, node: PairedNode): Difference {
  const { kind, at, wasAt, change, was, is, usual } = difference;
  return {
    ...difference,
    ...{ node, kind: mirroredKinds[kind] ?? kind, was: is, is: was },
    ...(wasAt && { at: wasAt, wasAt: at }),
    ...(change && { change: mirroredChanges[change] ?? change }),
    usual: { ...usual, isOfA: !usual.isOfA },
  };
}
