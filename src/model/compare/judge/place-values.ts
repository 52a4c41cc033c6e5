import { isObject } from '../../is-record.ts';
import { memo } from '../../memo.ts';
import { isLazy, memberOf } from '../../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { finish } from '../../pieces.ts';
import { idOfItem } from '../payload/align-lists.ts';
import type { ValuePath } from '../payload/compare-payloads.ts';
import { hasSameJson, isSameScalar, isSameTree } from '../payload/hash-values.ts';
import { jsonType, sizeOf } from '../payload/json-type.ts';
import { createOddityOf, type OddityOf } from './oddity.ts';

export function valueAtPath(value: unknown, path: ValuePath): unknown {
  let member = value;
  for (const key of path) member = memberOf(member, key);
  return member;
}

/** Items of longer lists are not indexed by id. */
const mostItemsKeyed = 5_000;

/** Finds the same member in another payload: an item by its id, if the list has ids, else by its index. */
export function memberLike(payload: unknown, path: ValuePath, other: unknown): unknown {
  let [own, member] = [payload, other];
  for (const key of path) {
    const item = memberOf(own, key);
    const id = typeof key === 'number' ? idOfItem(item) : undefined;
    const keyed = id && Array.isArray(member) ? itemsById(member).get(id.name)?.get(id.value) : undefined;
    member = keyed ?? (id && hasIds(member, id.name) ? undefined : memberOf(member, key));
    own = item;
  }
  return member;
}

function hasIds(list: unknown, name: string): boolean {
  return Array.isArray(list) && itemsById(list).has(name);
}

type ItemsById = ReadonlyMap<string, ReadonlyMap<unknown, unknown>>;

/** The items by the id that all of them have, if it is unique. */
const itemsById = memo((list: readonly unknown[]): ItemsById => {
  const name = idOfItem(list[0])?.name;
  const items = new Map<unknown, unknown>();
  if (name === undefined || list.length > mostItemsKeyed) return new Map();
  for (const item of list) {
    const id = idOfItem(item);
    if (id?.name === name) items.set(id.value, item);
  }
  return items.size === list.length ? new Map([[name, items]]) : new Map();
});

/**
 * Whether the items on a path are the same in all payloads: each list is equal in all, or has the item's id
 * in most, or its name in all.
 */
export function isOfFixedLists(payload: unknown, path: ValuePath, payloads: readonly unknown[]): boolean {
  return path.every((key, at) => {
    if (typeof key !== 'number') return true;
    const above = path.slice(0, at);
    const lists = payloads.map(one => memberLike(payload, above, one));
    return (
      isInMost(payload, path.slice(0, at + 1), payloads) ||
      areSameLists(lists) ||
      areNamedAlike(valueAtPath(payload, above), key, lists)
    );
  });
}

function isInMost(payload: unknown, path: ValuePath, payloads: readonly unknown[]): boolean {
  if (idOfItem(valueAtPath(payload, path)) === undefined) return false;
  const found = payloads.filter(one => memberLike(payload, path, one) !== undefined);
  return 2 * found.length > payloads.length;
}

/** Whether a text names an item in all lists, as `code` does in rates: always the same, and unique. */
function areNamedAlike(list: unknown, place: number, lists: readonly unknown[]): boolean {
  const item: unknown = Array.isArray(list) ? list[place] : undefined;
  if (!Array.isArray(list) || !isObject(item)) return false;
  return Object.entries(item).some(([name, value]) => {
    const isNamed = (other: unknown) => memberOf(other, name) === value;
    if (typeof value !== 'string' || list.filter(isNamed).length > 1) return false;
    return lists.every(other => sizeOf(other) === list.length && isNamed(memberOf(other, place)));
  });
}

const known = new WeakMap<object, { readonly last: unknown; readonly isSame: boolean }>();

function areSameLists(lists: readonly unknown[]): boolean {
  const [first, ...others] = lists;
  if (!isObject(first)) return false;
  const before = known.get(first);
  if (before?.last === others.at(-1)) return before?.isSame === true;
  const isSame = others.every(other => isSameItem(first, other));
  known.set(first, { last: others.at(-1), isSame });
  return isSame;
}

/** Large items count as different, because they are only parsed when shown. */
export function isSameItem(one: unknown, other: unknown): boolean {
  const areContainers = [one, other].every(isObject);
  if (hasSameJson(one, other)) return true;
  if (!areContainers || isLazy(one) || isLazy(other)) return finish(isSameScalar(one, other));
  return finish(isSameTree(Object(one), Object(other)));
}

const mostValues = 200;

/**
 * The values at a path below an item, for every item of the list: `['items', 2, 'isOpen']` gives `isOpen` of
 * each. Scalar items are left out, since arguments of a call are not alike.
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
  if (jsonType(value) !== 'list' || rest.length === 0)
    return collectItemValues(memberOf(value, key), rest, values);
  const size = value instanceof LazyContainer ? value.size : sizeOf(value);
  for (let at = 0; at < Math.min(size, mostValues); at += 1)
    collectItemValues(memberOf(value, at), rest, values);
}

/** The values of several payloads at a place, in any item of a list. */
export type PlaceValues = {
  readonly oddityOf: OddityOf;
  /** Whether a payload has no value there. */
  readonly lacks: boolean;
};

/** `undefined` if no payload has a value. */
export type ValuesAt = (place: ValuePath) => PlaceValues | undefined;

/** Reads the payloads once for each place, regardless of the indexes of items. */
export function createValuesAt(payloads: () => readonly unknown[]): ValuesAt {
  const known = new Map<string, PlaceValues | undefined>();
  return place => {
    const key = JSON.stringify(place.map(step => (typeof step === 'number' ? 0 : step)));
    if (known.has(key)) return known.get(key);
    const values = valuesAt(payloads(), place);
    const found = values.filter(value => value !== undefined);
    const made =
      found.length === 0
        ? undefined
        : { oddityOf: createOddityOf(values), lacks: found.length < values.length };
    known.set(key, made);
    return made;
  };
}

function valuesAt(payloads: readonly unknown[], place: ValuePath): readonly unknown[] {
  if (!place.some(step => typeof step === 'number')) return payloads.map(one => valueAtPath(one, place));
  return payloads.flatMap(one => itemValues(one, place));
}
