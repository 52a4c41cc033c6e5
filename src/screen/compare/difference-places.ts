import { type Difference, isOfStart, type PairedNode } from '../../model/compare/run-comparison.ts';

/** Where a difference is among all, in the order of the rows, counted from 0; `undefined` for noise. */
export function placeOf(difference: Difference): number | undefined {
  const { node } = difference;
  const own = node.differences.indexOf(difference);
  if (own < 0) return undefined;
  const below = node.total - node.differences.length;
  return placeOfNode(node) + own + (isOfStart(difference) ? 0 : below);
}

/** How many differences come before those of a node. */
export function placeOfNode(node: PairedNode): number {
  let place = 0;
  for (let at = node; at.parent; at = at.parent) {
    place += countStart(at.parent);
    for (const sibling of at.parent.children) {
      if (sibling === at) break;
      place += sibling.total;
    }
  }
  return place;
}

/** How many differences come before what is below a node. */
export function placeBelow(node: PairedNode): number {
  return placeOfNode(node) + countStart(node);
}

function countStart({ differences }: PairedNode): number {
  let count = 0;
  for (const difference of differences) if (isOfStart(difference)) count += 1;
  return count;
}
