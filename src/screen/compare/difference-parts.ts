import type { Difference } from '../../model/compare/run-comparison.ts';

/** Some of very many differences that one node has, such as those of a large payload. */
export type DifferencesPart = { readonly differences: readonly Difference[] };

const mostShown = 200;
const differencesOfPart = 100;

const partsByFirst = new WeakMap<Difference, readonly DifferencesPart[]>();

/** The parts of very many differences, the same objects each time; `undefined` of few. */
export function partsOfDifferences(
  differences: readonly Difference[],
): readonly DifferencesPart[] | undefined {
  const [first] = differences;
  if (!first || differences.length <= mostShown) return undefined;
  const known = partsByFirst.get(first);
  if (known) return known;
  const parts: DifferencesPart[] = [];
  for (let at = 0; at < differences.length; at += differencesOfPart)
    parts.push({ differences: differences.slice(at, at + differencesOfPart) });
  partsByFirst.set(first, parts);
  return parts;
}
