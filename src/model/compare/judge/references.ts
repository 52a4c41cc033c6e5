import { memo } from '../../memo.ts';
import type { Partners } from '../match-names.ts';
import type { LearnedRun, PairedNode } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';

/** A run that run `b` is compared with, or run `b` itself, to learn what its like have. */
export type Reference = {
  readonly run: LearnedRun;
  /** The nodes of this run by those of run `b`; absent where it is run `b`. */
  readonly partners?: Partners;
  /** Whether its spans were read, so that it tells of nodes that are no steps. */
  readonly hasSpans: boolean;
  /** Whether the runs that it started were read. */
  readonly hasChildRuns: boolean;
};

/** The runs that a comparison learns from. */
export type References = {
  readonly successes: readonly Reference[];
  /** Other failures of the cause of the judged run. */
  readonly failures: readonly Reference[];
};

/** The references that tell whether they have a node. */
export function tellingOf(references: readonly Reference[], node: RunNode): readonly Reference[] {
  if (node.steps.length > 0) return references;
  return references.filter(one => (node.type === 'run' ? one.hasChildRuns : one.hasSpans));
}

/** The nodes of successes that match a node of run `b`; successes without one are left out. */
export function usualNodes(references: readonly Reference[], { b }: PairedNode): readonly RunNode[] {
  return b ? usualNodesOf(references, [b]) : [];
}

/** The nodes of successes that match any of several nodes of run `b`. */
function usualNodesOf(references: readonly Reference[], nodesOfB: readonly RunNode[]): readonly RunNode[] {
  const nodes: RunNode[] = [];
  for (const { partners } of references) {
    for (const one of nodesOfB) {
      const node = partners ? partners.get(one) : one;
      if (node) nodes.push(node);
    }
  }
  return nodes;
}

/** How many children of a name the references have, each of those that have the parent. */
export function namedInReferences(
  references: readonly Reference[],
  parent: RunNode,
  name: string,
): readonly number[] {
  const parents = references.flatMap(({ partners }) => (partners ? (partners.get(parent) ?? []) : parent));
  return parents.map(node => namedChildren(node, name));
}

const namesOf = memo(countNames);

/** How many children have a name. */
export function namedChildren(node: RunNode, name: string): number {
  return namesOf(node).get(name) ?? 0;
}

function countNames({ children }: RunNode): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { name } of children) names.set(name, (names.get(name) ?? 0) + 1);
  return names;
}

/** Nodes of one tree with the same names from an ancestor down, such as the query of each of many chunks. */
type Group = {
  readonly nodes: readonly RunNode[];
  /** The groups of children by name, once they are asked for. */
  children?: ReadonlyMap<string, Group>;
};

/** Further up, names are not compared. */
const mostLevels = 8;

/** The nodes of run `b` that are equal to one of a pair, that one among them; none where `b` has none. */
function equalNodes(pair: PairedNode): readonly RunNode[] {
  const names: string[] = [];
  let top = pair;
  while (top.parent && names.length < mostLevels) {
    names.push(top.b?.name ?? '');
    top = top.parent;
  }
  let group = top.b && groupAt(top.b);
  for (let name = names.pop(); name !== undefined && group; name = names.pop())
    group = childrenOf(group).get(name);
  return group?.nodes ?? [];
}

const groupAt = memo((node: RunNode): Group => ({ nodes: [node] }));

function childrenOf(group: Group): ReadonlyMap<string, Group> {
  group.children ??= new Map(
    [...Map.groupBy(childNodes(group), ({ name }) => name)].map(([name, nodes]) => [name, { nodes }]),
  );
  return group.children;
}

function* childNodes({ nodes }: Group): Generator<RunNode> {
  for (const { children } of nodes) yield* children;
}

/** The nodes of so many successes are looked at, and so many nodes of each. */
const mostReferences = 10;
const mostEqual = 40;

/** The nodes of successes that match any node equal to one of run `b`; none where it has no equal. */
export function acrossNodes({ successes }: References, pair: PairedNode): readonly RunNode[] {
  const equal = equalNodes(pair);
  return equal.length < 2 ? [] : acrossOf(equal, successes);
}

const acrossOf = memo((equal: readonly RunNode[], successes: readonly Reference[]) => {
  const each = Math.ceil(equal.length / mostEqual);
  const some = equal.filter((_, at) => at % each === 0);
  return usualNodesOf(successes.slice(0, mostReferences), some);
});
