import { describeType } from '../json-type.ts';
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
  const { path, wasPath = path, change, was } = difference;
  const values = usualPayloads.map(one => valueAt(one, wasPath));
  const varies = values.some(value => !isSame(value, values[0]));
  const isLike = (value: unknown) => isSame(value, was) || (varies && hasSameType(value, was));
  const usual = { count: values.filter(isLike).length, of: values.length, varies };
  if (usualPayloads.length < 2) return { isNoise: false, usual };
  const ofItems = usualPayloads.flatMap(one => itemValues(one, wasPath));
  const isUsualHere = isUsual(difference, values) || isUsual(difference, ofItems);
  if (change === 'changed' || change === 'type') return { isNoise: isUsualHere, usual };
  const isNoise =
    (isUsualHere && !isItem(wasPath)) ||
    membersVary(wasPath, payload, usualPayloads) ||
    (yield* itemsVary(wasPath, payload, usualPayloads));
  return { isNoise, usual };
}

/** Behind an item that came or went, the others have other places: what successes have at its place tells nothing. */
function isItem(path: ValuePath): boolean {
  return typeof path.at(-1) === 'number';
}

/** Whether some values vary as the two of a difference do. */
function isUsual({ change, is }: ValueDifference, values: readonly unknown[]): boolean {
  const present = values.filter(value => value !== undefined);
  if (change === 'added') return present.length > 0;
  if (change === 'removed') return present.length < values.length;
  return values.some(value => !isSame(value, values[0])) && present.some(value => hasSameType(value, is));
}

/** Objects are as good as equal: what is in them is compared by itself. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  return typeof one === 'object' && one !== null && hasSameType(one, other);
}

function hasSameType(one: unknown, other: unknown): boolean {
  return (one === undefined) === (other === undefined) && describeType(one) === describeType(other);
}

/** A container that is never empty in a success, but is here, differs all the same. */
function membersVary(path: ValuePath, payload: unknown, payloads: readonly unknown[]): boolean {
  if (path.length === 0) return false;
  const above = path.slice(0, -1);
  const containers = payloads.map(one => valueAt(one, above));
  const isEmptied = sizeOf(valueAt(payload, above)) === 0 && containers.every(one => sizeOf(one) > 0);
  return !isEmptied && keysVary(containers);
}
