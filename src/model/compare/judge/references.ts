import { memo } from '../../memo.ts';
import type { Partners } from '../match-names.ts';
import type { LearnedRun, PairedNode } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';

/** Run `b`, or another run like it, from which is learned what is usual. */
export type Reference = {
  readonly run: LearnedRun;
  /** The nodes that match those of run `b`; absent for run `b` itself. */
  readonly partners?: Partners;
  /** Whether spans were read, so that a node that is no step can be missed. */
  readonly hasSpans: boolean;
  readonly hasChildRuns: boolean;
};

export type References = {
  readonly successes: readonly Reference[];
  /** Other failures of the cause of the judged run. */
  readonly failures: readonly Reference[];
};

/** The references in which a node like this one can be missed. */
export function tellingOf(references: readonly Reference[], node: RunNode): readonly Reference[] {
  if (node.steps.length > 0) return references;
  return references.filter(one => (node.type === 'run' ? one.hasChildRuns : one.hasSpans));
}

export function usualNodes(references: readonly Reference[], { b }: PairedNode): readonly RunNode[] {
  return b ? usualNodesOf(references, [b]) : [];
}

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

/** How many children of a name each reference has that has the parent. */
export function namedInReferences(
  references: readonly Reference[],
  parent: RunNode,
  name: string,
): readonly number[] {
  const parents = references.flatMap(({ partners }) => (partners ? (partners.get(parent) ?? []) : parent));
  return parents.map(node => namedChildren(node, name));
}

const namesOf = memo(countNames);

export function namedChildren(node: RunNode, name: string): number {
  return namesOf(node).get(name) ?? 0;
}

function countNames({ children }: RunNode): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { name } of children) names.set(name, (names.get(name) ?? 0) + 1);
  return names;
}

/** Nodes whose names are equal up to an ancestor, such as the query of each chunk. */
type Group = {
  readonly nodes: readonly RunNode[];
  /** By name, filled on first use. */
  children?: ReadonlyMap<string, Group>;
};

/** Names further up are not compared. */
const mostLevels = 8;

/** The nodes of run `b` that are equal to the one of a pair, including itself. */
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
  // Most groups are asked for again and again, and some have very many nodes.
  if (group.children) return group.children;
  const children = group.nodes.flatMap(node => node.children);
  const byName = Map.groupBy(children, ({ name }) => name);
  group.children = new Map([...byName].map(([name, nodes]) => [name, { nodes }]));
  return group.children;
}

/** Limits on the successes that are read, and on the nodes in each. */
const mostReferences = 10;
const mostEqual = 40;

/** The nodes of successes that match any node equal to the one of run `b`; empty if it has no equal. */
export function acrossNodes({ successes }: References, pair: PairedNode): readonly RunNode[] {
  const equal = equalNodes(pair);
  return equal.length < 2 ? [] : acrossOf(equal, successes);
}

const acrossOf = memo((equal: readonly RunNode[], successes: readonly Reference[]) => {
  const each = Math.ceil(equal.length / mostEqual);
  const some = equal.filter((_, at) => at % each === 0);
  return usualNodesOf(successes.slice(0, mostReferences), some);
});
