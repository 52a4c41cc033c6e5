import type { Difference } from '../../model/compare/run-comparison.ts';
import { memo } from '../../model/memo.ts';

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
