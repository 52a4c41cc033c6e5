import type { Run } from '../../run.ts';
import type { Partners } from '../match/match-siblings.ts';
import type { PairedNode } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';

/** A success that run `b` is compared with, or run `b` itself, to learn what differs among successes. */
export type Reference = {
  readonly run: Run;
  /** The nodes of this run by those of run `b`; absent where it is run `b`. */
  readonly partners?: Partners;
};

/** What the successes have at a node of run `b`; without those that do not have the node. */
export function usualNodes(references: readonly Reference[], { b }: PairedNode): readonly RunNode[] {
  if (!b) return [];
  return references.flatMap(({ partners }) => (partners ? (partners.get(b) ?? []) : b));
}

/** Of a node that run `b` does not have: how many successes have it, of those that have its parent. */
export function usualExtras(
  references: readonly Reference[],
  { parent, a }: PairedNode,
): { readonly count: number; readonly of: number } {
  const above = parent?.b;
  if (!above || !a) return { count: 0, of: 0 };
  const named = (node: RunNode) => node.children.filter(({ name }) => name === a.name).length;
  const parents = references.flatMap(({ partners }) => (partners ? (partners.get(above) ?? []) : above));
  const count = parents.filter(node => named(node) > named(above)).length;
  return { count, of: parents.length };
}
