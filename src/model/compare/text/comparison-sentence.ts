import type { Difference, RunComparison } from '../run-comparison.ts';
import { differenceText } from './difference-text.ts';
import { countOf } from './value-text.ts';

/** What a comparison found, in one sentence. The caller masks values. */
export function comparisonSentence({
  first,
  isDifferentProgram,
  matchedShare,
  differences,
  noise,
}: RunComparison): string {
  if (isDifferentProgram)
    return `these are different programs: ${shareText(matchedShare)} of the steps match`;
  if (first) return `${differenceText(first)}${othersText(first, differences)}`;
  return noise.length === 0 ? 'no difference' : `no differences except noise: ${noiseText(noise.length)}`;
}

/** Of several values that differ in one input or output, none is the first. */
function othersText({ node, at: [part] }: Difference, differences: readonly Difference[]): string {
  if (part === undefined) return '';
  const count = differences.filter(one => one.node === node && one.at[0] === part).length - 1;
  if (count < 1) return '';
  const place = part === 'attributes' ? 'of these attributes' : `of this ${part}`;
  return ` (${countOf(count, 'more value')} ${place} ${count === 1 ? 'differs' : 'differ'})`;
}

/** `12%`; rounded down, so that not all is said where something is missing. */
export function shareText(share: number): string {
  return `${Math.floor(share * 100)}%`;
}

/** `3 values that vary between successes`. */
export function noiseText(count: number): string {
  return `${countOf(count, 'value')} that ${count === 1 ? 'varies' : 'vary'} between successes`;
}

/** What cannot be known where too few successes are there to learn from; else `undefined`. */
export function learningText({ successes }: Pick<RunComparison, 'successes'>): string | undefined {
  if (successes.length > 1) return undefined;
  const there = successes.length === 1 ? 'only one success' : 'no success';
  return `there is ${there} of this workflow, so ids, times and other values that always vary are not told from differences`;
}

/** How far the runs are the same program. */
export function matchedText({ matchedShare }: Pick<RunComparison, 'matchedShare'>): string {
  const [share, are] =
    matchedShare === 1 ? ['every step', 'is'] : [`${shareText(matchedShare)} of the steps`, 'are'];
  return `${share} of the smaller run ${are} also in the other`;
}
