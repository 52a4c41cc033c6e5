import { type Difference, isOfStart, type PairedNode } from '../../model/compare/run-comparison.ts';
import { memo } from '../../model/memo.ts';

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

/** Some of very many differences that one node has, such as those of a large payload. */
export type DifferencesPart = { readonly differences: readonly Difference[] };

const mostShown = 200;
const differencesOfPart = 100;

/** The parts of very many differences, the same objects each time; `undefined` of few. */
export function partsOfDifferences(
  differences: readonly Difference[],
): readonly DifferencesPart[] | undefined {
  const [first] = differences;
  return first && differences.length > mostShown ? partsByFirst(first, differences) : undefined;
}

const partsByFirst = memo((_first: Difference, differences: readonly Difference[]) => {
  const parts: DifferencesPart[] = [];
  for (let at = 0; at < differences.length; at += differencesOfPart)
    parts.push({ differences: differences.slice(at, at + differencesOfPart) });
  return parts;
});
