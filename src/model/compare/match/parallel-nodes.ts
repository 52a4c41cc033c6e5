import type { RunNode } from '../tree/run-node.ts';

/** Siblings in an order that does not depend on which of several that run at once starts first. */
export type OrderedNodes = {
  readonly nodes: readonly RunNode[];
  /** Those that overlap another one in time. */
  readonly parallel: ReadonlySet<RunNode>;
};

/** Takes siblings in order of start. */
export function orderParallel(siblings: readonly RunNode[]): OrderedNodes {
  const nodes: RunNode[] = [];
  const parallel = new Set<RunNode>();
  for (const group of overlapping(siblings)) {
    if (group.length > 1) {
      for (const node of group) parallel.add(node);
      group.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    }
    for (const node of group) nodes.push(node);
  }
  return { nodes, parallel };
}

function* overlapping(siblings: readonly RunNode[]): Generator<RunNode[]> {
  let group: RunNode[] = [];
  let endAt = Number.NEGATIVE_INFINITY;
  for (const node of siblings) {
    const { startedAt = Number.MAX_VALUE, finishedAt = startedAt } = node;
    if (startedAt >= endAt && group.length > 0) {
      yield group;
      group = [];
    }
    group.push(node);
    endAt = Math.max(endAt, finishedAt);
  }
  if (group.length > 0) yield group;
}
