import { isLikeType } from '../json-type.ts';
import type { ValueDifference, ValuePath } from '../payload/compare-payloads.ts';
import type { Usual } from '../run-comparison.ts';
import { keysVary, sizeOf } from './container-keys.ts';
import { itemValues } from './item-values.ts';
import { valueAt } from './value-at.ts';
import { itemsVary } from './varying-items.ts';

export type Judgement = { readonly isNoise: boolean; readonly usual: Usual };

/**
 * Whether the payloads of successes differ among each other at the place of a difference: then it is noise,
 * as long as a success has a value of this type there.
 */
export function* judgeValue(
  difference: ValueDifference,
  payload: unknown,
  usualPayloads: readonly unknown[],
): Generator<undefined, Judgement> {
  const { path, wasPath = path, change } = difference;
  const values = usualPayloads.map(one => valueAt(one, wasPath));
  const { isNoise: isUsualAtPlace, usual } = judgePlace(difference, values);
  if (usualPayloads.length < 2) return { isNoise: false, usual };
  const isUsualHere =
    isUsualAtPlace ||
    isUsual(
      difference,
      usualPayloads.flatMap(one => itemValues(one, wasPath)),
    );
  if (change === 'changed' || change === 'type') return { isNoise: isUsualHere, usual };
  const isNoise =
    (isUsualHere && !isItem(wasPath)) ||
    membersVary(wasPath, payload, usualPayloads) ||
    (yield* itemsVary(wasPath, payload, usualPayloads));
  return { isNoise, usual };
}

/** The same by what the successes have at the very place of the difference. */
export function judgePlace(
  difference: Pick<ValueDifference, 'change' | 'was' | 'is'>,
  values: readonly unknown[],
): Judgement {
  const { was } = difference;
  const varies = valuesVary(values);
  let count = 0;
  for (const value of values) if (isSame(value, was) || (varies && hasSameType(value, was))) count += 1;
  const range = varies ? rangeOf(values) : undefined;
  const usual = { count, of: values.length, varies, ...(range && { range }) };
  return { isNoise: values.length > 1 && isUsual(difference, values, varies), usual };
}

function valuesVary(values: readonly unknown[]): boolean {
  return values.some(value => !isSame(value, values[0]));
}

/** Of numbers, the least and the greatest. */
function rangeOf(values: readonly unknown[]): Usual['range'] {
  const numbers = values.filter(value => typeof value === 'number');
  return numbers.length === values.length ? [Math.min(...numbers), Math.max(...numbers)] : undefined;
}

/**
 * Behind an item that came or went, the others have other places: what successes have at its place tells
 * nothing.
 */
function isItem(path: ValuePath): boolean {
  return typeof path.at(-1) === 'number';
}

/** Whether some values vary as the two of a difference do. */
function isUsual(
  { change, is }: Pick<ValueDifference, 'change' | 'is'>,
  values: readonly unknown[],
  varies = valuesVary(values),
): boolean {
  if (change === 'added') return values.some(value => value !== undefined);
  if (change === 'removed') return values.includes(undefined);
  return varies && values.some(value => value !== undefined && hasSameType(value, is));
}

/** Objects are as good as equal: what is in them is compared by itself. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  return typeof one === 'object' && one !== null && hasSameType(one, other);
}

function hasSameType(one: unknown, other: unknown): boolean {
  return (one === undefined) === (other === undefined) && isLikeType(one, other);
}

/** A container that is never empty in a success, but is here, differs all the same. */
function membersVary(path: ValuePath, payload: unknown, payloads: readonly unknown[]): boolean {
  if (path.length === 0) return false;
  const above = path.slice(0, -1);
  const containers = payloads.map(one => valueAt(one, above));
  const isEmptied = sizeOf(valueAt(payload, above)) === 0 && containers.every(one => sizeOf(one) > 0);
  return !isEmptied && keysVary(containers);
}
