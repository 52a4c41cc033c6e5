import type { RunNode } from '../tree/run-node.ts';
import { matchSiblings } from './match-siblings.ts';
import { createPartners, type Partners } from './partners.ts';

const nodesAtOnce = 200;

/** The partners in one tree of the nodes of another; roots are partners. */
export function* matchTrees(a: RunNode, b: RunNode): Generator<undefined, Partners> {
  const partners = createPartners();
  partners.set(a, b);
  const open = [a];
  let count = 0;
  for (let node = open.pop(); node; node = open.pop()) {
    count += 1;
    if (count % nodesAtOnce === 0) yield;
    const partner = partners.get(node);
    if (!partner || node.children.length === 0 || partner.children.length === 0) continue;
    yield* matchSiblings(node.children, partner.children, partners);
    for (const child of node.children) if (child.children.length > 0) open.push(child);
  }
  return partners;
}
