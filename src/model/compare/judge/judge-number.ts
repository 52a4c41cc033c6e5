import type { Judgement, Usual } from '../run-comparison.ts';

/** What fewer of many successes have is no noise. */
const leastShare = 0.05;

/** Whether as many successes are like the judged run as makes that usual. */
export function isUsualShare(count: number, of: number): boolean {
  return of > 1 && count > 0 && count >= leastShare * of;
}

/** Whether a number, as of attempts, is one that successes have. */
export function judgeAttempts(is: number, was: number, usual: readonly number[]): Judgement {
  const count = usual.filter(one => one === was).length;
  const range = usual.length === 0 ? undefined : ([least(usual), most(usual)] as const);
  const varies = range !== undefined && range[0] !== range[1];
  const beyond = usual.filter(one => (is > was ? one >= is : one <= is)).length;
  return { isNoise: isUsualShare(beyond, usual.length), usual: { count, of: usual.length, varies, range } };
}

const tolerantMs = 1;
const tolerantShare = 0.2;

/** Whether a duration is far from another one. */
export function isFar(ms: number, fromMs: number): boolean {
  return Math.abs(ms - fromMs) > tolerantMs + tolerantShare * fromMs;
}

/** The least and the greatest of so many durations, in ms. */
export type DurationRange = { readonly least: number; readonly most: number; readonly count: number };

export function rangeOfDurations(durations: readonly number[]): DurationRange | undefined {
  return durations.length === 0
    ? undefined
    : { least: least(durations), most: most(durations), count: durations.length };
}

/** A duration of a node, in ms, those of successes, and there of all equal nodes, too. */
export type Durations = {
  readonly is: number;
  readonly usual: readonly number[];
  readonly ofEqual: DurationRange;
};

/** Whether a duration is one that successes have, or as near to these as another one may be. */
export function judgeDuration({ is, usual, ofEqual }: Durations): Judgement {
  const margin = marginOf(ofEqual);
  const range = [ofEqual.least, ofEqual.most] as const;
  const isNoise = is <= range[1] * margin + tolerantMs && is >= range[0] / margin - tolerantMs;
  const count = usual.filter(one => isFar(is, one)).length;
  return { isNoise, usual: { count, of: usual.length, varies: range[0] !== range[1], range } };
}

const leastExponent = 0.25;

/**
 * How many times as long as the longest of some durations, or as short as the shortest, another one may be:
 * 1.2 times, more where few are known, and more where these differ. Of durations that vary by half, 5
 * successes leave 3 in 100 outside, and 2 leave 8.
 */
function marginOf({ least: shortest, most: longest, count }: DurationRange): number {
  const spread = (longest + tolerantMs) / (shortest + tolerantMs);
  const exponent = Math.max(leastExponent, 4 / Math.max(1, count - 1));
  return Math.max(1 + Math.max(tolerantShare, 1 / count), spread ** exponent);
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}

function most(values: readonly number[]): number {
  return Math.max(...values);
}

export type NumberRange = NonNullable<Usual['range']>;

/** The range of fewer successes says little. */
const fewestKnown = 4;

/** How many widths of the range a value may be away from it; 1 in 1,000 random numbers is further. */
const mostWidths = 3;

/**
 * Whether a number is far from the range of so many successes: three times as far outside as that is wide,
 * and more than twice the greatest or less than half the least. Times and running numbers are near by that.
 */
export function isFarFrom(
  value: number,
  { range: [least, most], of }: { readonly range: NumberRange; readonly of: number },
): boolean {
  if (of < fewestKnown) return false;
  const margin = mostWidths * (most - least);
  return value > most
    ? value - most > Math.max(margin, Math.abs(most))
    : least - value > Math.max(margin, Math.abs(least) / 2);
}
