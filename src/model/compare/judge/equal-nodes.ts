import type { PairedNode } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';

/** Nodes of one tree with the same names from an ancestor down, such as the query of each of many chunks. */
type Group = {
  readonly nodes: readonly RunNode[];
  /** By name, once they are looked at. */
  children?: ReadonlyMap<string, Group>;
};

/** Further up, names are not compared. */
const mostLevels = 8;

const groups = new WeakMap<RunNode, Group>();

/** The nodes of run `b` that are equal to one of a pair, that one among them; none where `b` has none. */
export function equalNodes(pair: PairedNode): readonly RunNode[] {
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

function groupAt(node: RunNode): Group {
  const group = groups.get(node) ?? { nodes: [node] };
  groups.set(node, group);
  return group;
}

function childrenOf(group: Group): ReadonlyMap<string, Group> {
  group.children ??= new Map(
    [...Map.groupBy(childNodes(group), ({ name }) => name)].map(([name, nodes]) => [name, { nodes }]),
  );
  return group.children;
}

function* childNodes({ nodes }: Group): Generator<RunNode> {
  for (const { children } of nodes) yield* children;
}
