import type { Difference } from '../../model/compare/run-comparison.ts';
import { maskDifference } from '../../model/compare/text/mask-difference.ts';
import { LazyText } from '../../model/payload/lazy/lazy-text.ts';
import { isSmall } from './small-value.ts';

/** Of a longer text, only the start is shown. */
const unitsShown = 4_096;

const masked = new WeakMap<Difference, Difference>();

/** A difference as it is shown: with its secrets masked until they are revealed. */
export function shownDifference(difference: Difference, reveal: boolean): Difference {
  if (reveal) return difference;
  const known = masked.get(difference);
  if (known) return known;
  const { was, is } = difference;
  const made = maskDifference({ ...difference, was: toMask(was), is: toMask(is) });
  const shown = { ...made, was: shownValue(was, made.was), is: shownValue(is, made.is) };
  masked.set(difference, shown);
  return shown;
}

/** What of a value is shown, so that only that is masked: of a large list or object only its size is. */
function toMask(value: unknown): unknown {
  if (value instanceof LazyText) return value.slice(0, unitsShown);
  return isLarge(value) ? undefined : value;
}

/** A large text that had nothing to mask stays as it is, so that its length is told. */
function shownValue(value: unknown, made: unknown): unknown {
  if (value instanceof LazyText) return made === toMask(value) ? value : made;
  return isLarge(value) ? value : made;
}

function isLarge(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isSmall(value);
}
