import type { Difference, Usual } from '../run-comparison.ts';

export type NumberRange = NonNullable<Usual['range']>;

/** The range of fewer successes says little. */
const fewestKnown = 4;

/** So many times as far from the range as that is wide: of random numbers, 1 in 1,000 is. */
const mostWidths = 3;

/**
 * Whether a payload's number that varies is nevertheless far from what successes have: three times as far
 * outside of their range as that is wide, and more than twice the greatest or less than half the least. Times
 * and running numbers are near by that measure. It stays noise, because a number may be an id. Members of
 * list items are not judged: which item is at a place is chance.
 */
export function isFarOutside({ kind, at, was, is, usual }: Difference): boolean {
  const { range, of, varies, isOfA } = usual;
  const value = isOfA ? was : is;
  if (!range || !varies || kind === 'duration' || typeof value !== 'number') return false;
  if (at.some(key => typeof key === 'number')) return false;
  return isFarFrom(value, { range, of });
}

/** The same of a number, and the least and the greatest of so many successes. */
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
