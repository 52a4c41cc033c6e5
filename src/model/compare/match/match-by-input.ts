import { type InputPath, inputAt, inputPaths } from '../tree/input-paths.ts';
import type { RunNode } from '../tree/run-node.ts';

type Nodes = readonly RunNode[];
type Pairs = readonly (readonly [a: RunNode, b: RunNode])[];

const longestValue = 100;
const nodesAtOnce = 500;

/**
 * Pairs siblings of one name by the value of their input that most of both runs have once: an index, or a
 * page. `undefined` where no value tells at least half of them apart.
 */
export function* matchByInput(a: Nodes, b: Nodes): Generator<undefined, Pairs | undefined> {
  const fewest = Math.min(a.length, b.length);
  let best: Pairs = [];
  for (const path of inputPaths(a[0])) {
    const pairs = pairsOf(yield* indexValues(a, path), yield* indexValues(b, path));
    if (pairs.length > best.length) best = pairs;
    if (best.length === fewest) break;
  }
  return best.length * 2 >= fewest ? best : undefined;
}

/** By value: the node that has it, or `undefined` where several do. */
type ValueIndex = ReadonlyMap<unknown, RunNode | undefined>;

function* indexValues(nodes: Nodes, path: InputPath): Generator<undefined, ValueIndex> {
  const index = new Map<unknown, RunNode | undefined>();
  let count = 0;
  for (const node of nodes) {
    count += 1;
    if (count % nodesAtOnce === 0) yield;
    const value = inputAt(node, path);
    if (value === undefined || typeof value === 'object' || isLong(value)) continue;
    index.set(value, index.has(value) ? undefined : node);
  }
  return index;
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.length > longestValue;
}

function pairsOf(nodes: ValueIndex, others: ValueIndex): Pairs {
  const pairs: [RunNode, RunNode][] = [];
  for (const [value, node] of nodes) {
    const partner = others.get(value);
    if (node && partner) pairs.push([node, partner]);
  }
  return pairs;
}
