import { isLazy } from '../../payload/lazy/lazy-parts.ts';
import type { RunNode } from '../tree/run-node.ts';

type Nodes = readonly RunNode[];
type Pairs = readonly (readonly [a: RunNode, b: RunNode])[];
type Path = readonly string[];

const mostPaths = 20;
const deepest = 3;
const longestValue = 100;
const nodesAtOnce = 500;

/**
 * Pairs siblings of one name by the value of their input that most of both runs have once: an index, or a
 * page. `undefined` where no value tells at least half of them apart.
 */
export function* matchByInput(a: Nodes, b: Nodes): Generator<undefined, Pairs | undefined> {
  const fewest = Math.min(a.length, b.length);
  let best: Pairs = [];
  for (const path of pathsOf(a[0])) {
    const pairs = pairsOf(yield* indexValues(a, path), yield* indexValues(b, path));
    if (pairs.length > best.length) best = pairs;
    if (best.length === fewest) break;
  }
  return best.length * 2 >= fewest ? best : undefined;
}

/** By value: the node that has it, or `undefined` where several do. */
type ValueIndex = ReadonlyMap<unknown, RunNode | undefined>;

function* indexValues(nodes: Nodes, path: Path): Generator<undefined, ValueIndex> {
  const index = new Map<unknown, RunNode | undefined>();
  for (const [at, node] of nodes.entries()) {
    if (at % nodesAtOnce === 0) yield;
    let value = inputOf(node);
    for (const key of path) value = isContainer(value) ? Reflect.get(value, key) : undefined;
    if (value === undefined || isContainer(value) || isLong(value)) continue;
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

function inputOf(node: RunNode): unknown {
  return node.input ?? node.span?.attributes;
}

/** The paths to values that are no containers. */
function pathsOf(node: RunNode | undefined): readonly Path[] {
  const paths: Path[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (paths.length >= mostPaths || path.length > deepest) return;
    if (!isContainer(value)) paths.push(path);
    else
      for (const key of Object.keys(value).slice(0, mostPaths))
        visit(Reflect.get(value, key), [...path, key]);
  };
  const input = node && inputOf(node);
  if (input !== undefined) visit(input, []);
  return paths;
}

/** What is lazy is too large to tell siblings apart. */
function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isLazy(value);
}
