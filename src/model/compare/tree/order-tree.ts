import type { DraftNode } from './run-node.ts';

const nodesAtOnce = 500;

/** Numbers the nodes, and orders siblings by start; returns how many nodes there are. */
export function* orderTree(root: DraftNode): Generator<undefined, number> {
  let size = 0;
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    node.index = size;
    size += 1;
    if (size % nodesAtOnce === 0) yield;
    const { children } = node;
    if (children.length > 1) children.sort((a, b) => startOf(a) - startOf(b));
    for (const child of children) open.push(child);
  }
  return size;
}

/** What has not started comes last. */
function startOf({ startedAt = Number.MAX_VALUE }: DraftNode): number {
  return startedAt;
}
