import type { RunNode } from '../tree/run-node.ts';
import { matchByInput } from './match-by-input.ts';
import { matchNames } from './match-names.ts';
import { type OrderedNodes, orderParallel } from './parallel-nodes.ts';
import type { Partners } from './partners.ts';

type Nodes = readonly RunNode[];

const manySiblings = 1_000;

/**
 * Matches siblings of two runs by name and order; those that run at once by name alone, and equal ones among
 * these by a value of their input that tells them apart. Adds those of `a` to the partners; yields regularly.
 */
export function* matchSiblings(a: Nodes, b: Nodes, partners: Partners): Generator<undefined, void> {
  const orderedA = orderParallel(a);
  if (a.length > manySiblings) yield;
  const orderedB = orderParallel(b);
  if (b.length > manySiblings) yield;
  const [namesOfA, namesOfB] = [namesOf(orderedA), namesOf(orderedB)];
  for (const match of yield* matchNames(namesOfA, namesOfB)) {
    const node = orderedA.nodes[match[0]];
    const partner = orderedB.nodes[match[1]];
    if (node && partner) partners.set(node, partner);
    if (match[0] % manySiblings === manySiblings - 1) yield;
  }
  if (orderedA.parallel.size + orderedB.parallel.size > 0) yield* matchParallel(orderedA, orderedB, partners);
}

function namesOf({ nodes }: OrderedNodes): readonly string[] {
  return nodes.map(({ name }) => name);
}

/** Within each name: again by input where there are several, and the rest by occurrence. */
function* matchParallel(a: OrderedNodes, b: OrderedNodes, partners: Partners): Generator<undefined, void> {
  const ofB = Map.groupBy(b.nodes, ({ name }) => name);
  yield;
  for (const [name, nodes] of Map.groupBy(a.nodes, one => one.name)) {
    yield;
    const others = ofB.get(name) ?? [];
    const isParallel = nodes.some(node => a.parallel.has(node)) || others.some(node => b.parallel.has(node));
    if (!isParallel || others.length === 0) continue;
    const byInput = nodes.length + others.length > 2 ? yield* matchByInput(nodes, others) : undefined;
    if (byInput) {
      for (const node of nodes) partners.delete(node);
      yield;
      for (const [node, partner] of byInput) partners.set(node, partner);
    }
    if (byInput?.length !== Math.min(nodes.length, others.length)) matchRest(nodes, others, partners);
  }
}

function matchRest(nodes: Nodes, others: Nodes, partners: Partners): void {
  const taken = new Set(nodes.map(node => partners.get(node)));
  const free = others.filter(node => !taken.has(node)).values();
  for (const node of nodes) {
    const partner = partners.get(node) ? undefined : free.next().value;
    if (partner) partners.set(node, partner);
  }
}
