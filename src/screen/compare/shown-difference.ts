import type { Difference, RunComparison } from '../../model/compare/run-comparison.ts';
import { differenceText } from '../../model/compare/text/difference-text.ts';
import { maskDifference } from '../../model/compare/text/mask-difference.ts';
import { memo } from '../../model/memo.ts';
import { isLazy } from '../../model/payload/lazy/lazy-parts.ts';
import { isText, LazyText } from '../../model/payload/lazy/lazy-text.ts';
import { cutText } from '../../model/text/cut-text.ts';
import { redactText } from '../../model/text/redact.ts';

/** Masking reads a text whole: longer ones are not compared by words, and of lazy ones the start is shown. */
const mostUnitsMasked = 200_000;
const unitsShown = 4_096;

/** A difference as it is shown: with its secrets masked until they are revealed. */
export function shownDifference(difference: Difference, reveal: boolean): Difference {
  return reveal ? difference : maskedOnce(difference);
}

const maskedOnce = memo((difference: Difference): Difference => {
  const { was, is } = difference;
  const made = maskDifference({ ...difference, was: toMask(was), is: toMask(is) });
  return { ...made, was: keepUnmasked(was, made.was), is: keepUnmasked(is, made.is) };
});

const mostLookedAt = 100;

const secrets = new WeakMap<RunComparison, boolean>();

/** Whether revealing secrets would show anything, as far as the first differences tell. */
export function hasSecrets(comparison: RunComparison): boolean {
  if (!secrets.has(comparison)) Array.from(lookForSecrets(comparison));
  return secrets.get(comparison) === true;
}

/** Finds out what `hasSecrets` tells from then on; yields regularly. */
export function* lookForSecrets(comparison: RunComparison): Generator<undefined, void> {
  let found = false;
  for (const difference of lookedAt(comparison)) {
    found = isMasked(difference);
    if (found) break;
    yield;
  }
  secrets.set(comparison, found);
}

function lookedAt({ differences, noise }: RunComparison): readonly Difference[] {
  return [differences, noise].flatMap(list => list.slice(0, mostLookedAt));
}

function isMasked(difference: Difference): boolean {
  const { was, is } = shownDifference(difference, false);
  if (was !== difference.was || is !== difference.is) return true;
  return redactText(differenceText(difference)).hidden > 0;
}

/** The shown part of a value, so that only that is masked; of a large list or object only its size is. */
function toMask(value: unknown): unknown {
  if (value instanceof LazyText)
    return value.length > mostUnitsMasked ? cutText(value, unitsShown) : value.slice(0);
  return isLarge(value) ? undefined : value;
}

/** A large text that had nothing to mask stays as it is, so that its length is told. */
function keepUnmasked(value: unknown, made: unknown): unknown {
  if (value instanceof LazyText) return made === toMask(value) ? value : made;
  return isLarge(value) ? value : made;
}

function isLarge(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isSmall(value);
}

const mostMembers = 5_000;

/** Whether a value is read and masked in no time; reads no further than it must. */
export function isSmall(value: object): boolean {
  let left = mostMembers;
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isLazy(next)) return false;
    if (typeof next === 'string') left -= next.length / 80;
    if (typeof next !== 'object' || next === null) continue;
    const members = Object.values(next);
    left -= members.length;
    if (left < 0) return false;
    open.push(...members.filter(member => member !== undefined && member !== null));
  }
  return left >= 0;
}

/** Both texts of a payload as they are shown; `undefined` for other values, and for very long texts. */
export function textsOf(
  difference: Difference,
  reveal: boolean,
): { readonly was: string; readonly is: string } | undefined {
  if (isOfError(difference)) return undefined;
  if (!isText(difference.was) || !isText(difference.is)) return undefined;
  if (Math.max(difference.was.length, difference.is.length) > mostUnitsMasked) return undefined;
  const { was, is } = shownDifference(difference, reveal);
  return { was: String(was), is: String(is) };
}

/** Whether a difference is one of errors, which are shown whole. */
export function isOfError({ kind }: Difference): boolean {
  return kind === 'status' || kind === 'error';
}
