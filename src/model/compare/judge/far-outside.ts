import type { Difference, Usual } from '../run-comparison.ts';

export type NumberRange = NonNullable<Usual['range']>;

/** The range of fewer successes says little. */
const fewestKnown = 4;

/** How many widths of the range a value may be away from it; 1 in 1,000 random numbers is further. */
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

/** Whether a number is that far from the range of so many successes. */
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
