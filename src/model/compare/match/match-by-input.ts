import { isLazy } from '../../payload/lazy/lazy-parts.ts';
import type { RunNode } from '../tree/run-node.ts';

type Nodes = readonly RunNode[];
type Pairs = readonly (readonly [a: RunNode, b: RunNode])[];

const mostScalars = 20;
const deepest = 3;
const nodesAtOnce = 100;

/**
 * Pairs siblings of one name by the value of their input that most of both runs have once: an index, or a
 * page. `undefined` where no value tells at least half of them apart.
 */
export function* matchByInput(a: Nodes, b: Nodes): Generator<undefined, Pairs | undefined> {
  const [tableOfA, tableOfB] = [yield* indexValues(a), yield* indexValues(b)];
  let best: Pairs = [];
  for (const [path, nodes] of tableOfA) {
    yield;
    const pairs = pairsOf(nodes, tableOfB.get(path));
    if (pairs.length > best.length) best = pairs;
  }
  return best.length * 2 >= Math.min(a.length, b.length) ? best : undefined;
}

/** By path, then by value: the node that has it, or `undefined` where several do. */
type ValueIndex = ReadonlyMap<string, ReadonlyMap<string, RunNode | undefined>>;

function* indexValues(nodes: Nodes): Generator<undefined, ValueIndex> {
  const index = new Map<string, Map<string, RunNode | undefined>>();
  for (const [at, node] of nodes.entries()) {
    if (at % nodesAtOnce === 0) yield;
    for (const [path, value] of scalarsOf(node.input ?? node.span?.attributes)) {
      const byValue = index.get(path) ?? new Map<string, RunNode | undefined>();
      byValue.set(value, byValue.has(value) ? undefined : node);
      index.set(path, byValue);
    }
  }
  return index;
}

function pairsOf(
  nodes: ReadonlyMap<string, RunNode | undefined>,
  others: ReadonlyMap<string, RunNode | undefined> | undefined,
): Pairs {
  const pairs: [RunNode, RunNode][] = [];
  for (const [value, node] of nodes) {
    const partner = others?.get(value);
    if (node && partner) pairs.push([node, partner]);
  }
  return pairs;
}

function scalarsOf(input: unknown): readonly (readonly [path: string, value: string])[] {
  const found: [string, string][] = [];
  const visit = (value: unknown, path: string, depth: number): void => {
    if (found.length >= mostScalars || depth > deepest || isLazy(value)) return;
    if (typeof value === 'object' && value !== null)
      for (const key of Object.keys(value).slice(0, mostScalars))
        visit(Reflect.get(value, key), `${path}\n${key}`, depth + 1);
    else found.push([path, String(value).slice(0, 100)]);
  };
  if (input !== undefined) visit(input, '', 0);
  return found;
}
