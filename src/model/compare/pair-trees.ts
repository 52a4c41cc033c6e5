import { appendTo } from '../append-to.ts';
import type { Pieces } from '../pieces.ts';
import { createPartners, matchSiblings, type Partners } from './match-names.ts';
import type { Difference, PairedNode } from './run-comparison.ts';
import type { RunNode } from './tree/run-node.ts';

export type DraftPair = {
  readonly parent: DraftPair | undefined;
  readonly a: RunNode | undefined;
  readonly b: RunNode | undefined;
  readonly children: DraftPair[];
  readonly differences: Difference[];
  readonly noise: Difference[];
  total: number;
  noiseTotal: number;
} & PairedNode;

const nodesAtOnce = 200;

/** Joins two trees in the order of `a`. */
export function* pairTrees(a: RunNode, b: RunNode): Pieces<DraftPair> {
  const root = createPair(undefined, a, b);
  const partners = createPartners();
  const open = [root];
  let count = 0;
  for (let pair = open.pop(); pair; pair = open.pop()) {
    count += 1;
    if (count % nodesAtOnce === 0) yield;
    const [ofA, ofB] = [pair.a?.children ?? [], pair.b?.children ?? []];
    if (ofA.length > 0 && ofB.length > 0) yield* matchSiblings(ofA, ofB, partners);
    for (const child of childrenInOrder(pair, partners)) {
      pair.children.push(child);
      if (pair.children.length % nodesAtOnce === 0) yield;
    }
    for (const child of pair.children) if (hasChildren(child)) open.push(child);
  }
  return root;
}

function hasChildren({ a, b }: DraftPair): boolean {
  return (a?.children.length ?? 0) + (b?.children.length ?? 0) > 0;
}

/** Children in the order of `a`; those that only `b` has come after all that precede them in `b`. */
function* childrenInOrder(pair: DraftPair, partners: Partners): Generator<DraftPair> {
  const ofA = pair.a?.children ?? [];
  const missingAfter = findMissing(ofA, pair.b?.children ?? [], partners);
  let place = -1;
  for (const node of missingAfter.get(place) ?? []) yield createPair(pair, undefined, node);
  for (const node of ofA) {
    place += 1;
    yield createPair(pair, node, partners.get(node));
    for (const missing of missingAfter.get(place) ?? []) yield createPair(pair, undefined, missing);
  }
}

/** Nodes that only `b` has, by the index in `a` after which they come; -1 comes first. */
function findMissing(
  a: readonly RunNode[],
  b: readonly RunNode[],
  partners: Partners,
): ReadonlyMap<number, readonly RunNode[]> {
  const missingAfter = new Map<number, RunNode[]>();
  const places = new Map<RunNode, number>();
  for (const [place, node] of a.entries()) {
    const partner = partners.get(node);
    if (partner) places.set(partner, place);
  }
  if (places.size === b.length) return missingAfter;
  let last = -1;
  for (const node of b) {
    const place = places.get(node);
    if (place === undefined) appendTo(missingAfter, last, node);
    else last = Math.max(last, place);
  }
  return missingAfter;
}

function createPair(
  parent: DraftPair | undefined,
  a: RunNode | undefined,
  b: RunNode | undefined,
): DraftPair {
  return { parent, a, b, children: [], differences: [], noise: [], total: 0, noiseTotal: 0 };
}

/** The partners in `b` of the nodes of `a`; the roots are partners. */
export function* matchTrees(a: RunNode, b: RunNode): Pieces<Partners> {
  const partners = createPartners();
  partners.set(a, b);
  const open = [a];
  let count = 0;
  for (let node = open.pop(); node; node = open.pop()) {
    count += 1;
    if (count % nodesAtOnce === 0) yield;
    const partner = partners.get(node);
    if (!partner || node.children.length === 0 || partner.children.length === 0) continue;
    yield* matchSiblings(node.children, partner.children, partners);
    for (const child of node.children) if (child.children.length > 0) open.push(child);
  }
  return partners;
}
