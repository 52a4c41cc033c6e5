import type { RunNode } from '../tree/run-node.ts';

/** Siblings in an order that does not depend on which of several that run at once starts first. */
export type OrderedNodes = {
  readonly nodes: readonly RunNode[];
  /** Those that overlap another one in time. */
  readonly parallel: ReadonlySet<RunNode>;
};

/** Takes siblings in order of start. */
export function orderParallel(siblings: readonly RunNode[]): OrderedNodes {
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

/** The places, from a start up to an end, of siblings that follow each other and overlap in time. */
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
