import { describeType } from '../json-type.ts';
import type { ValueDifference } from '../payload/compare-payloads.ts';
import type { Usual } from '../run-comparison.ts';
import { keysVary, sizeOf } from './container-keys.ts';
import { valueAt } from './value-at.ts';

export type Judgement = { readonly isNoise: boolean; readonly usual: Usual };

/**
 * Whether the payloads of successes differ among each other at the place of a difference: then it is noise, as
 * long as a success has a value of this type there.
 */
export function judgeValue(
  difference: ValueDifference,
  payload: unknown,
  usualPayloads: readonly unknown[],
): Judgement {
  const { path, wasPath = path, change, was, is } = difference;
  const values = usualPayloads.map(one => valueAt(one, wasPath));
  const varies = values.some(value => !isSame(value, values[0]));
  const isLike = (value: unknown) => isSame(value, was) || (varies && hasSameType(value, was));
  const usual = { count: values.filter(isLike).length, of: values.length, varies };
  if (usualPayloads.length < 2) return { isNoise: false, usual };
  const present = values.filter(value => value !== undefined);
  if (change === 'type' || change === 'changed')
    return { isNoise: varies && present.some(value => hasSameType(value, is)), usual };
  const isSeen = change === 'added' ? present.length > 0 : present.length < values.length;
  return { isNoise: isSeen || membersVary(wasPath, payload, usualPayloads), usual };
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
function membersVary(
  path: readonly (string | number)[],
  payload: unknown,
  payloads: readonly unknown[],
): boolean {
  if (path.length === 0) return false;
  const above = path.slice(0, -1);
  const containers = payloads.map(one => valueAt(one, above));
  const isEmptied = sizeOf(valueAt(payload, above)) === 0 && containers.every(one => sizeOf(one) > 0);
  return !isEmptied && keysVary(containers);
}
