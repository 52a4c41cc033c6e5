import { isLazy, memberOf } from '../../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { finish } from '../../pieces.ts';
import type { ValueDifference, ValuePath } from '../payload/compare-payloads.ts';
import { isSameScalar, isSameTree } from '../payload/hash-values.ts';
import { isLikeType, jsonType, keysVary, sizeOf } from '../payload/json-type.ts';
import type { Usual } from '../run-comparison.ts';

export type Judgement = { readonly isNoise: boolean; readonly usual: Usual };

/**
 * Whether the payloads of successes differ among each other at the place of a difference: then it is noise,
 * as long as a success has a value of this type there.
 */
export function judgeValue(
  difference: ValueDifference,
  payload: unknown,
  usualPayloads: readonly unknown[],
): Judgement {
  const { path, wasPath = path, change } = difference;
  const values = usualPayloads.map(one => valueAtPath(one, wasPath));
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
    itemsVary(wasPath, payload, usualPayloads);
  return { isNoise, usual };
}

/** Judges a difference only by the values that successes have at its place. */
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

/** The least and the greatest of values that are all numbers. */
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
  const containers = payloads.map(one => valueAtPath(one, above));
  const isEmptied = sizeOf(valueAtPath(payload, above)) === 0 && containers.every(one => sizeOf(one) > 0);
  return !isEmptied && keysVary(containers);
}

const mostValues = 200;

/**
 * What the items of lists have at a path below an item, whichever item it is: for `['items', 2, 'isOpen']`
 * that of every item; `undefined` for an item without it. None for other paths: an item that is no object may
 * be an argument of a call, which is not like the others.
 */
function itemValues(payload: unknown, path: ValuePath): readonly unknown[] {
  const values: unknown[] = [];
  if (path.slice(0, -1).some(key => typeof key === 'number')) collectItemValues(payload, path, values);
  return values;
}

function collectItemValues(value: unknown, path: ValuePath, values: unknown[]): void {
  if (values.length >= mostValues) return;
  const [key, ...rest] = path;
  if (key === undefined || value === undefined) {
    values.push(value);
    return;
  }
  const isList = Array.isArray(value) || (value instanceof LazyContainer && value.isList);
  if (!isList || rest.length === 0) return collectItemValues(memberOf(value, key), rest, values);
  const size = value instanceof LazyContainer ? value.size : value.length;
  for (let at = 0; at < Math.min(size, mostValues); at += 1)
    collectItemValues(memberOf(value, at), rest, values);
}

/**
 * Whether successes have other items in the list that holds a path, and it is as long as in one of them:
 * which items it has then tells nothing.
 */
function itemsVary(path: ValuePath, payload: unknown, usualPayloads: readonly unknown[]): boolean {
  const above = path.slice(0, -1);
  const lists = usualPayloads.map(one => valueAtPath(one, above)).filter(one => jsonType(one) === 'list');
  const size = sizeOf(valueAtPath(payload, above));
  if (lists.length < 2 || !lists.some(list => sizeOf(list) === size)) return false;
  const [first, ...others] = lists.map(list => valueAtPath(list, path.slice(-1)));
  return others.some(item => !isSameItem(first, item));
}

/** Large items, which are read where they are looked at, are taken for different. */
function isSameItem(one: unknown, other: unknown): boolean {
  const areContainers = [one, other].every(value => typeof value === 'object' && value !== null);
  if (!areContainers || isLazy(one) || isLazy(other)) return finish(isSameScalar(one, other));
  return finish(isSameTree(Object(one), Object(other)));
}

/** The member of a payload at a path; `undefined` where there is none. */
function valueAtPath(value: unknown, path: ValuePath): unknown {
  let member = value;
  for (const key of path) member = memberOf(member, key);
  return member;
}
