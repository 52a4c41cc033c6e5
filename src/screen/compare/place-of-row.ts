import { type Difference, isOfStart, type PairedNode } from '../../model/compare/run-comparison.ts';
import { type CompareRow, differenceOf } from './compare-rows.ts';
import { placeBelow, placeOf, placeOfNode } from './difference-places.ts';

/** How many differences come before a row, and whether the row is of the next one itself. */
export function placeOfRow(
  row: CompareRow | undefined,
  root: PairedNode,
): { readonly place: number; readonly isOwn: boolean } {
  const difference = differenceOf(row);
  const own = difference && placeOf(difference);
  return own === undefined ? { place: placeBefore(row, root), isOwn: false } : { place: own, isOwn: true };
}

function placeBefore(row: CompareRow | undefined, root: PairedNode): number {
  switch (row?.type) {
    case 'node':
      return placeOfNode(row.node);
    case 'alike':
      return placeOfFirst(row.group.nodes);
    case 'nodes':
      return placeOfFirst(row.part.nodes);
    case 'differences': {
      const [first] = row.part.differences;
      return first ? (placeOf(first) ?? placeAfterNoise(first)) : 0;
    }
    case 'difference':
    case 'line':
      return placeAfterNoise(row.difference);
    default:
      return root.total;
  }
}

function placeOfFirst([first]: readonly PairedNode[]): number {
  return first ? placeOfNode(first) : 0;
}

/** Noise of what went into a node, or came out of it, comes after the differences of that. */
function placeAfterNoise(noise: Difference): number {
  const { node } = noise;
  return isOfStart(noise) ? placeBelow(node) : placeOfNode(node) + node.total;
}
