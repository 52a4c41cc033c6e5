import { partitionPoint } from '../partition-point.ts';
import { finish, type Pieces } from '../pieces.ts';
import { alignSequences } from './payload/align-sequences.ts';
import { type InputPath, inputAt, inputPaths } from './tree/input-paths.ts';
import type { RunNode } from './tree/run-node.ts';

type Names = readonly string[];

/** Indexes of equal names in two lists. */
type Match = readonly [a: number, b: number];

/** Lists without a common order take a few ms at most. */
const budgetSteps = 1_000_000;

/** Matches as many equal names in order as possible, repeated ones from their start. */
export function matchNames(a: Names, b: Names): readonly Match[] {
  return fromStart(a, b, matchInOrder(a, b));
}

/** The unmatched rounds of a longer loop are its last ones, whatever names follow it. */
function fromStart(a: Names, b: Names, matches: readonly Match[]): readonly Match[] {
  if (a.length === b.length && matches.length === a.length) return matches;
  const [startsOfA, startsOfB] = [startsOfRepeated(a), startsOfRepeated(b)];
  const ofA = Map.groupBy(matches, ([at]) => startsOfA[at] ?? at);
  const ofB = Map.groupBy(matches, ([, at]) => startsOfB[at] ?? at);
  const moved: Match[] = [];
  for (const [start, group] of ofA) {
    const startOfB = startsOfB[group[0]?.[1] ?? 0] ?? 0;
    const isOnly = group.every(([, at]) => startsOfB[at] === startOfB);
    if (isOnly && ofB.get(startOfB)?.length === group.length)
      for (const round of group.keys()) moved.push([start + round, startOfB + round]);
    else for (const match of group) moved.push(match);
  }
  return moved;
}

/** Where the series of equal names around each index begins. */
function startsOfRepeated(names: Names): Int32Array {
  const starts = new Int32Array(names.length);
  for (let at = 1; at < names.length; at += 1)
    starts[at] = names[at] === names[at - 1] ? (starts[at - 1] ?? 0) : at;
  return starts;
}

function matchInOrder(a: Names, b: Names): readonly Match[] {
  const start = equalAtStart(a, b);
  const end = equalAtEnd(a, b, start);
  const matches: Match[] = [];
  for (let at = 0; at < start; at += 1) matches.push([at, at]);
  const ids = new Map<string, number>();
  const [middleOfA, middleOfB] = [a, b].map(names => toIds(names.slice(start, names.length - end), ids));
  if (middleOfA && middleOfB)
    for (const [at, other] of matchIds(middleOfA, middleOfB)) matches.push([start + at, start + other]);
  for (let left = end; left > 0; left -= 1) matches.push([a.length - left, b.length - left]);
  return matches;
}

function equalAtStart(a: Names, b: Names): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count += 1;
  return count;
}

function equalAtEnd(a: Names, b: Names, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}

function toIds(names: Names, ids: Map<string, number>): Int32Array {
  const own = new Int32Array(names.length);
  for (const [at, name] of names.entries()) {
    const id = ids.get(name) ?? ids.size;
    if (id === ids.size) ids.set(name, id);
    own[at] = id;
  }
  return own;
}

/** After the budget is spent, names between matches are matched by occurrence. */
function matchIds(a: Int32Array, b: Int32Array): readonly Match[] {
  if (a.length === 0 || b.length === 0) return [];
  const budget = { steps: budgetSteps };
  const partners = finish(alignSequences(a, b, budget));
  const matches: Match[] = [];
  let [next, nextOfB] = [0, 0];
  for (let at = 0; at <= a.length; at += 1) {
    const partner = at < a.length ? (partners[at] ?? -1) : b.length;
    if (partner < 0) continue;
    if (budget.steps < 0) {
      const between = matchByOccurrence(a.subarray(next, at), b.subarray(nextOfB, partner));
      for (const [one, other] of between) matches.push([next + one, nextOfB + other]);
    }
    if (at < a.length) matches.push([at, partner]);
    [next, nextOfB] = [at + 1, partner + 1];
  }
  return matches;
}

/** Matches the nth occurrences of each name, unless these matches cross. */
function matchByOccurrence(a: Int32Array, b: Int32Array): readonly Match[] {
  const places = Map.groupBy(b.keys(), at => b[at] ?? -1);
  const next = new Map<number, number>();
  const matches: Match[] = [];
  for (const [at, id] of a.entries()) {
    const count = next.get(id) ?? 0;
    next.set(id, count + 1);
    const place = places.get(id)?.[count];
    if (place !== undefined) matches.push([at, place]);
  }
  return longestIncreasing(matches);
}

/** The longest series of matches, which are in order of `a`, that is also in order of `b`. */
function longestIncreasing(matches: readonly Match[]): readonly Match[] {
  const tails: number[] = [];
  const before = new Int32Array(matches.length).fill(-1);
  for (const [index, [, b]] of matches.entries()) {
    const place = partitionPoint(tails.length, at => (matches[tails[at] ?? 0]?.[1] ?? 0) < b);
    before[index] = tails[place - 1] ?? -1;
    tails[place] = index;
  }
  const chain: Match[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const match = matches[at];
    if (match) chain.push(match);
  }
  return chain.reverse();
}

type Nodes = readonly RunNode[];

/**
 * Matches siblings of two runs by name and order, and those that run in parallel by name and by a value of
 * their input that tells them apart.
 */
export function* matchSiblings(a: Nodes, b: Nodes, partners: Partners): Pieces<void> {
  const [orderedA, orderedB] = [orderParallel(a), orderParallel(b)];
  yield;
  const [namesOfA = [], namesOfB = []] = [orderedA, orderedB].map(({ nodes }) => nodes.map(one => one.name));
  const matches = matchNames(namesOfA, namesOfB);
  yield;
  for (const match of matches) {
    const node = orderedA.nodes[match[0]];
    const partner = orderedB.nodes[match[1]];
    if (node && partner) partners.set(node, partner);
  }
  if (orderedA.parallel.size + orderedB.parallel.size > 0) yield* matchParallel(orderedA, orderedB, partners);
}

/** Matches parallel siblings of one name by their input, and the rest by occurrence. */
function* matchParallel(a: OrderedNodes, b: OrderedNodes, partners: Partners): Pieces<void> {
  const ofB = Map.groupBy(b.nodes, ({ name }) => name);
  for (const [name, nodes] of Map.groupBy(a.nodes, one => one.name)) {
    yield;
    const others = ofB.get(name) ?? [];
    const isParallel = nodes.some(node => a.parallel.has(node)) || others.some(node => b.parallel.has(node));
    if (!isParallel || others.length === 0) continue;
    const byInput = nodes.length + others.length > 2 ? matchByInput(nodes, others) : undefined;
    if (byInput) {
      for (const node of nodes) partners.delete(node);
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

export type Partners = ReturnType<typeof createPartners>;

/** The partners of nodes in another tree by the index of the node, far smaller and faster than a `Map`. */
export function createPartners() {
  const partners: (RunNode | undefined)[] = [];
  let size = 0;
  const put = ({ index }: RunNode, partner: RunNode | undefined): void => {
    if (partners[index]) size -= 1;
    if (partner) size += 1;
    while (partners.length < index) partners.push(undefined);
    partners[index] = partner;
  };
  return {
    get: ({ index }: RunNode) => partners[index],
    set: put,
    delete: (node: RunNode) => put(node, undefined),
    size: () => size,
  };
}

/** In an order that does not depend on which parallel sibling starts first. */
type OrderedNodes = {
  readonly nodes: readonly RunNode[];
  /** Siblings that overlap another in time. */
  readonly parallel: ReadonlySet<RunNode>;
};

/** Takes siblings by start. */
function orderParallel(siblings: readonly RunNode[]): OrderedNodes {
  const parallel = new Set<RunNode>();
  let nodes: RunNode[] | undefined;
  for (const [start, end] of overlapping(siblings)) {
    const group = siblings.slice(start, end);
    for (const node of group) parallel.add(node);
    group.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    nodes ??= [...siblings];
    for (const [at, node] of group.entries()) nodes[start + at] = node;
  }
  return { nodes: nodes ?? siblings, parallel };
}

/** The ranges of indexes whose siblings overlap in time. */
function* overlapping(siblings: readonly RunNode[]): Generator<readonly [start: number, end: number]> {
  let start = 0;
  let endAt = Number.NEGATIVE_INFINITY;
  let at = 0;
  for (const { startedAt = Number.MAX_VALUE, finishedAt = startedAt } of siblings) {
    if (startedAt >= endAt) {
      if (at - start > 1) yield [start, at];
      start = at;
      endAt = finishedAt;
    } else endAt = Math.max(endAt, finishedAt);
    at += 1;
  }
  if (siblings.length - start > 1) yield [start, siblings.length];
}

type Pairs = readonly (readonly [a: RunNode, b: RunNode])[];

const longestValue = 100;

/** Pairs siblings by a unique value of their input, as an index or a page, which at least half share. */
function matchByInput(a: Nodes, b: Nodes): Pairs | undefined {
  const fewest = Math.min(a.length, b.length);
  let best: Pairs = [];
  for (const path of inputPaths(a[0])) {
    const pairs = pairsOf(indexValues(a, path), indexValues(b, path));
    if (pairs.length > best.length) best = pairs;
    if (best.length === fewest) break;
  }
  return best.length * 2 >= fewest ? best : undefined;
}

/** The node with each value, or `undefined` if several have it. */
type ValueIndex = ReadonlyMap<unknown, RunNode | undefined>;

function indexValues(nodes: Nodes, path: InputPath): ValueIndex {
  const index = new Map<unknown, RunNode | undefined>();
  for (const node of nodes) {
    const value = inputAt(node, path);
    const isLong = typeof value === 'string' && value.length > longestValue;
    if (value === undefined || typeof value === 'object' || isLong) continue;
    index.set(value, index.has(value) ? undefined : node);
  }
  return index;
}

function pairsOf(nodes: ValueIndex, others: ValueIndex): Pairs {
  const pairs: [RunNode, RunNode][] = [];
  for (const [value, node] of nodes) {
    const partner = others.get(value);
    if (node && partner) pairs.push([node, partner]);
  }
  return pairs;
}
