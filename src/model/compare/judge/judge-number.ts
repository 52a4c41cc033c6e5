import type { Judgement, Usual } from '../run-comparison.ts';

/** Noise is what at least this share of the successes have. */
const leastShare = 0.05;

/** Whether so many successes are like the judged run that it is usual. */
export function isUsualShare(count: number, of: number): boolean {
  return of > 1 && count > 0 && count >= leastShare * of;
}

export function judgeAttempts(is: number, was: number, usual: readonly number[]): Judgement {
  const count = usual.filter(one => one === was).length;
  const range = usual.length === 0 ? undefined : ([least(usual), most(usual)] as const);
  const varies = range !== undefined && range[0] !== range[1];
  const beyond = usual.filter(one => (is > was ? one >= is : one <= is)).length;
  return { isNoise: isUsualShare(beyond, usual.length), usual: { count, of: usual.length, varies, range } };
}

const tolerantMs = 1;
const tolerantShare = 0.2;

export function isFar(ms: number, fromMs: number): boolean {
  return Math.abs(ms - fromMs) > tolerantMs + tolerantShare * fromMs;
}

/** In ms. */
type DurationRange = { readonly least: number; readonly most: number; readonly count: number };

export function rangeOfDurations(durations: readonly number[]): DurationRange | undefined {
  return durations.length === 0
    ? undefined
    : { least: least(durations), most: most(durations), count: durations.length };
}

/** In ms; `ofEqual` is the range in all equal nodes of successes. */
type Durations = {
  readonly is: number;
  readonly usual: readonly number[];
  readonly ofEqual: DurationRange;
};

/** Whether a duration is within the range of successes, or as near as their spread allows. */
export function judgeDuration({ is, usual, ofEqual }: Durations): Judgement {
  const margin = marginOf(ofEqual);
  const range = [ofEqual.least, ofEqual.most] as const;
  const isNoise = is <= range[1] * margin + tolerantMs && is >= range[0] / margin - tolerantMs;
  const count = usual.filter(one => isFar(is, one)).length;
  return { isNoise, usual: { count, of: usual.length, varies: range[0] !== range[1], range } };
}

const leastExponent = 0.25;

/**
 * The factor by which a duration may exceed the longest, or fall below the shortest: 1.2, more for few or
 * spread ones. If they vary by half, 5 successes leave 3 of 100 outside, 2 leave 8.
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

/** Fewer successes make no range. */
const fewestKnown = 4;

/** A number may be this many widths away from the range; 1 in 1,000 random numbers is further. */
const mostWidths = 3;

/**
 * Whether a number is far from a range: by three times its width, and by twice the greatest or half the least
 * number. Times and sequential numbers are never that far.
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
