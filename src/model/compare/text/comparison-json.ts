import { withWholeValues } from '../../payload/lazy/lazy-parts.ts';
import { toSummaryJson } from '../../report/run-json.ts';
import { runAddress } from '../../run.ts';
import type { Difference, RunComparison } from '../run-comparison.ts';
import { comparisonSentence } from './comparison-sentence.ts';
import { differencePath } from './difference-path.ts';
import { differenceText } from './difference-text.ts';
import { maskDifference } from './mask-difference.ts';

type Options = {
  readonly now: number;
  readonly isMasked: boolean;
  readonly withNoise: boolean;
};

/** A comparison as the command prints it. */
export function toComparisonJson(comparison: RunComparison, { now, isMasked, withNoise }: Options) {
  const { a, b, matchedShare, isDifferentProgram, first, differences, noise, successes, failures } =
    comparison;
  const toJson = (one: Difference) => toDifferenceJson(isMasked ? maskDifference(one) : one);
  return {
    a: toSummaryJson(a, now),
    b: toSummaryJson(b, now),
    matchedShare,
    isDifferentProgram,
    text: comparisonSentence({ ...comparison, first: first && isMasked ? maskDifference(first) : first }),
    first: first && toJson(first),
    differences: differences.map(toJson),
    noiseCount: noise.length,
    noise: withNoise ? noise.map(toJson) : undefined,
    successes: successes.map(runAddress),
    failures: failures.map(runAddress),
  };
}

function toDifferenceJson(difference: Difference) {
  const { kind, was, is, rest, usual } = difference;
  return {
    kind,
    path: differencePath(difference),
    text: differenceText(difference),
    ...(rest === undefined ? { was: withWholeValues(was), is: withWholeValues(is) } : { rest }),
    usual: { count: usual.count, of: usual.of, range: usual.range, values: usual.values },
    split: usual.split,
  };
}
