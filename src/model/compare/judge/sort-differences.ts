import { isSeparation } from '../../share/separation.ts';
import type { DraftPair } from '../pair-trees.ts';
import type { Difference } from '../run-comparison.ts';
import type { FoundDifference } from './compare-values.ts';

const foundAtOnce = 500;

type SortedDifferences = {
  readonly differences: readonly Difference[];
  readonly noise: readonly Difference[];
};

/**
 * Tells differences from noise, and notes both at their nodes. What successes have, too, is no noise where it
 * separates the failures of the cause from them, as `W` counts it. Yields regularly.
 */
export function* sortDifferences(found: readonly FoundDifference[]): Generator<undefined, SortedDifferences> {
  const differences: Difference[] = [];
  const noise: Difference[] = [];
  for (const [index, { difference, pair, isNoise }] of found.entries()) {
    if (index % foundAtOnce === foundAtOnce - 1) yield;
    const isTold = !isNoise || separates(difference, found.length);
    (isTold ? differences : noise).push(difference);
    (isTold ? pair.differences : pair.noise).push(difference);
    for (let at: DraftPair | undefined = pair; at; at = at.parent)
      if (isTold) at.total += 1;
      else at.noiseTotal += 1;
  }
  return { differences, noise };
}

/** Whether failures have a value and successes do not, more than chance explains among so many values. */
export function separates({ usual }: Difference, candidates: number): boolean {
  return usual.split !== undefined && isSeparation(usual.split, candidates);
}
