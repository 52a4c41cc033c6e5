import { isActive } from '../../status.ts';
import type { PairedNode } from '../run-comparison.ts';

/** Whether a node was still open in a run when that ended. */
export function hasNeverEnded(node: PairedNode, run: 'a' | 'b'): boolean {
  const one = node[run];
  if (!one || !isActive(one)) return false;
  let root = node;
  while (root.parent) root = root.parent;
  return root[run] !== undefined && !isActive(root[run]);
}
