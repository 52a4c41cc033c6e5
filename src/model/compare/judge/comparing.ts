import type { DraftPair } from '../pair-trees.ts';
import type { Difference } from '../run-comparison.ts';
import { isFarOutside } from './far-outside.ts';
import type { Judgement } from './judge-value.ts';
import type { Reference } from './references.ts';

/**
 * What a node is compared with, and where its differences are noted, in the order in which they are found.
 */
export type Comparing = {
  readonly references: readonly Reference[];
  /** Whether run `a` goes on, so that what is missing may still come. */
  readonly isActive: boolean;
  /** Open steps are measured until then; epoch ms. */
  readonly now: number;
  readonly differences: Difference[];
  readonly noise: Difference[];
  readonly farOutside: Difference[];
};

export function addDifference(
  comparing: Comparing,
  pair: DraftPair,
  difference: Omit<Difference, 'node' | 'usual'>,
  { isNoise, usual }: Judgement,
): void {
  const whole = { ...difference, node: pair, usual };
  const list = isNoise ? 'noise' : 'differences';
  comparing[list].push(whole);
  pair[list].push(whole);
  if (isNoise && isFarOutside(whole)) comparing.farOutside.push(whole);
}
