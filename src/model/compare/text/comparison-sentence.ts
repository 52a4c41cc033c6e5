import { isActive } from '../../status.ts';
import { countOf, formatShare } from '../../text/formats.ts';
import type { Difference, RunComparison } from '../run-comparison.ts';
import { differenceText } from './difference-text.ts';

/** The caller masks values. */
export function comparisonSentence(comparison: RunComparison): string {
  const { first, slowBefore, isDifferentProgram, matchedShare, differences, noise } = comparison;
  if (isDifferentProgram)
    return `these are different programs: ${formatShare(matchedShare)} of the steps match`;
  if (first) {
    const slow = slowBefore ? `; before it, ${differenceText(slowBefore)}` : '';
    return `${differenceText(first)}${otherValuesText(first, differences)}${slow}`;
  }
  const soFar = unfinishedRun(comparison) ? ' so far' : '';
  return noise.length === 0
    ? `no difference${soFar}`
    : `no differences${soFar} except noise: ${noiseText(comparison)}`;
}

/** ` (2 more values of this input differ)`. */
function otherValuesText({ node, at: [part] }: Difference, differences: readonly Difference[]): string {
  if (part === undefined) return '';
  const count = differences.filter(one => one.node === node && one.at[0] === part).length - 1;
  if (count < 1) return '';
  const place = part === 'attributes' ? 'of these attributes' : `of this ${part}`;
  return ` (${countOf(count, 'more value')} ${place} ${count === 1 ? 'differs' : 'differ'})`;
}

/** `3 values that vary between successes`, or `3 values that may differ by chance`. */
export function noiseText({ noise, successes }: Pick<RunComparison, 'noise' | 'successes'>): string {
  const { length: count } = noise;
  if (successes.length < 2) return `${countOf(count, 'value')} that may differ by chance`;
  return `${countOf(count, 'value')} that ${count === 1 ? 'varies' : 'vary'} between successes`;
}

/** `run a has not ended yet: what comes later is not compared`; `undefined` if both have. */
export function unfinishedText(comparison: RunComparison): string | undefined {
  const letter = unfinishedRun(comparison);
  return letter && `run ${letter} has not ended yet: what comes later is not compared`;
}

function unfinishedRun({ a, b }: Pick<RunComparison, 'a' | 'b'>): 'a' | 'b' | undefined {
  return isActive(a) ? 'a' : isActive(b) ? 'b' : undefined;
}

export function learningText({ successes }: Pick<RunComparison, 'successes'>): string | undefined {
  if (successes.length > 1) return undefined;
  const count = successes.length === 1 ? 'only one success' : 'no success';
  return `there is ${count} to learn from, so ids, times and other values that always vary count as differences`;
}

/** `80% of the steps of run a are also in run b`, for the smaller run; `undefined` if all match. */
export function matchedText({
  root,
  matchedShare,
  smaller,
}: Pick<RunComparison, 'root' | 'matchedShare' | 'smaller'>): string | undefined {
  const without = (['a', 'b'] as const).filter(run => root[run]?.children.length === 0);
  if (without.length === 2) return 'the runs have no steps';
  if (without.length === 1) return `run ${without[0]} has no steps`;
  if (matchedShare === 1) return undefined;
  const other = smaller === 'a' ? 'b' : 'a';
  return `${formatShare(matchedShare)} of the steps of run ${smaller} are also in run ${other}`;
}
