import { isObject } from '../../is-record.ts';
import { memo, once } from '../../memo.ts';
import type { Split } from '../../share/separation.ts';
import type { ValueDifference, ValuePath } from '../payload/compare-payloads.ts';
import { isLikeType, jsonType, keysVary, sizeOf } from '../payload/json-type.ts';
import type { Judgement, Oddity, Usual } from '../run-comparison.ts';
import { createOddityOf, isDateOrTime, isTooLong, keyOf, type OddityOf } from './oddity.ts';
import {
  createValuesAt,
  isOfFixedLists,
  isSameItem,
  memberLike,
  type PlaceValues,
  type ValuesAt,
  valueAtPath,
} from './place-values.ts';

/** Values at one place, or whole payloads, of successes that have the node, and of failures of the cause. */
export type Learned = {
  readonly own: readonly unknown[];
  readonly failed: readonly unknown[];
  /** What equal nodes of successes have, as all rounds of a loop. */
  readonly across?: ValuesAt;
};

/** The payloads of both runs that contain the differences. */
type Payloads = { readonly is: unknown; readonly was: unknown };

/** Longer lists are looked up in fewer successes. */
const mostItems = 100;
const fewSuccesses = 10;

/** A difference is noise if successes have the value at its place, or vary too much there. */
export function judgeValue(difference: ValueDifference, payloads: Payloads, all: Learned): Judgement {
  const { path, wasPath = path, change } = difference;
  const [payload, place] = change === 'added' ? [payloads.is, path] : [payloads.was, wasPath];
  const isOfItem = place.some(key => typeof key === 'number');
  const own = isOfItem && hasManyItems(payload, place) ? all.own.slice(0, fewSuccesses) : all.own;
  const at = (one: unknown) => memberLike(payload, place, one);
  const isFixed = isOfItem && own.length > 1 && isOfFixedLists(payload, place, own);
  const learned = { own: own.map(at), failed: all.failed.map(at) };
  const isOwn = isFixed && !learned.own.some(value => !isSame(value, learned.own[0]));
  const elsewhere = [isOfItem && !isOwn ? itemsOf(all) : undefined, all.across];
  const judged = judgePlace(difference, learned, elsewhere, place);
  const { usual } = judged;
  if (own.length < 2 || change === 'changed' || change === 'type') return judged;
  const isNoise =
    (judged.isNoise && (isFixed || !isItem(place))) ||
    (!isFixed && (membersVary(place, payloads.is, own) || itemsVary(place, payloads.is, own)));
  return { isNoise, usual };
}

/** An added or removed item shifts the items after it, so that their indexes say nothing. */
function isItem(path: ValuePath): boolean {
  return typeof path.at(-1) === 'number';
}

const itemsOf = memo(({ own }: Learned) => createValuesAt(() => own.slice(0, fewSuccesses)));

/** Notes that a list is far longer than in successes, instead of its added items. */
export function longListOf(
  { change, path, wasPath = path }: ValueDifference,
  { is, was }: Payloads,
  { own, failed }: Learned,
): { readonly difference: ValueDifference; readonly judgement: Judgement } | undefined {
  if (change !== 'added' || !isItem(path)) return undefined;
  const [above, wasAbove] = [path.slice(0, -1), wasPath.slice(0, -1)];
  const list = valueAtPath(is, above);
  const at = (one: unknown) => memberLike(was, wasAbove, one);
  const lists = own.map(at);
  if (!isTooLong(list, lists)) return undefined;
  const moved = wasPath === path ? {} : { wasPath: wasAbove };
  const difference = {
    path: above,
    ...moved,
    change: 'changed',
    was: valueAtPath(was, wasAbove),
    is: list,
  } as const;
  return { difference, judgement: judgePlace(difference, { own: lists, failed: failed.map(at) }) };
}

function hasManyItems(payload: unknown, path: ValuePath): boolean {
  const first = path.findIndex(key => typeof key === 'number');
  return sizeOf(valueAtPath(payload, path.slice(0, first))) > mostItems;
}

/** Judges by the values of other runs at the place; what is usual elsewhere is not odd. */
export function judgePlace(
  { change, was, is }: Pick<ValueDifference, 'change' | 'was' | 'is'>,
  { own, failed }: Pick<Learned, 'own' | 'failed'>,
  elsewhere: readonly (ValuesAt | undefined)[] = [],
  place: ValuePath = [],
): Judgement {
  const ofOwn = createOddityOf(own);
  const others = once(() => elsewhere.flatMap(valuesAt => valuesAt?.(place) ?? []));
  const oddityOf: OddityOf = value => {
    const oddity = ofOwn(value);
    return oddity && others().some(one => one.oddityOf(value) === undefined) ? undefined : oddity;
  };
  const oddity = own.length > 1 ? oddityFor({ change, is }, { own, oddityOf, others }) : undefined;
  const usual = usualOf(was, own);
  const split = splitOf(is, oddity, { own, failed, oddityOf });
  const few = oddity === 'value' && usual.varies ? fewValues(own) : undefined;
  return {
    isNoise: own.length > 1 && oddity === undefined,
    usual: {
      ...usual,
      ...(oddity && { oddity }),
      ...(oddity === 'long' && { range: rangeOf(own.filter(isThere).map(lengthOf)) }),
      ...(split && { split }),
      ...(few && { values: few }),
    },
  };
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : sizeOf(value);
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}

type PlaceToJudge = {
  readonly own: readonly unknown[];
  readonly oddityOf: OddityOf;
  readonly others: () => readonly PlaceValues[];
};

function oddityFor(
  { change, is }: Pick<ValueDifference, 'change' | 'is'>,
  { own, oddityOf, others }: PlaceToJudge,
): Oddity | undefined {
  if (change === 'removed')
    return own.includes(undefined) || others().some(({ lacks }) => lacks) ? undefined : 'absent';
  return change === 'added' && !own.some(isThere) && others().length === 0 ? 'new' : oddityOf(is);
}

function usualOf(was: unknown, own: readonly unknown[]): Usual {
  const varies = own.some(value => !isSame(value, own[0]));
  let count = 0;
  for (const value of own) if (isSame(value, was) || (varies && hasSameType(value, was))) count += 1;
  const range = varies ? rangeOf(own) : undefined;
  return { count, of: own.length, varies, ...(range && { range }) };
}

/** `undefined` unless all values are numbers. */
function rangeOf(values: readonly unknown[]): Usual['range'] {
  const numbers = values.filter(value => typeof value === 'number');
  return numbers.length === values.length ? [Math.min(...numbers), Math.max(...numbers)] : undefined;
}

/** How many failures of the cause, this run among them, and successes have the value or are as odd. */
function splitOf(
  is: unknown,
  oddity: Oddity | undefined,
  { own, failed, oddityOf }: Pick<Learned, 'own' | 'failed'> & { readonly oddityOf: OddityOf },
): Split | undefined {
  if (failed.length === 0 || (isDateOrTime(is) && oddity === undefined)) return undefined;
  const isAlike = (value: unknown) =>
    isEqual(value, is) || (isThere(value) && oddity !== 'value' && isOdd(value));
  const isOdd = (value: unknown) => oddity === 'new' || (oddity !== undefined && oddityOf(value) === oddity);
  return {
    failed: failed.filter(isAlike).length + 1,
    failedTotal: failed.length + 1,
    others: own.filter(value => isEqual(value, is)).length,
    othersTotal: own.length,
  };
}

function isEqual(one: unknown, other: unknown): boolean {
  return Object.is(keyOf(one), keyOf(other));
}

const mostTold = 3;

function fewValues(values: readonly unknown[]): readonly unknown[] | undefined {
  const distinct = new Set(values);
  return distinct.size <= mostTold ? [...distinct].sort() : undefined;
}

/** Objects count as equal, since their members are compared one by one. */
function isSame(one: unknown, other: unknown): boolean {
  if (isEqual(one, other)) return true;
  return isObject(one) && hasSameType(one, other);
}

function hasSameType(one: unknown, other: unknown): boolean {
  return isThere(one) === isThere(other) && isLikeType(one, other);
}

/** Whether members differ by design; an empty container that successes always fill is a difference. */
function membersVary(path: ValuePath, payload: unknown, payloads: readonly unknown[]): boolean {
  if (path.length === 0) return false;
  const above = path.slice(0, -1);
  const containers = payloads.map(one => valueAtPath(one, above));
  const isEmptied = sizeOf(valueAtPath(payload, above)) === 0 && containers.every(one => sizeOf(one) > 0);
  return !isEmptied && (keysVary(containers) || isTooLong(valueAtPath(payload, above), containers));
}

/** Whether the items of a list vary between successes, one of which has as many: then items say nothing. */
function itemsVary(path: ValuePath, payload: unknown, usualPayloads: readonly unknown[]): boolean {
  const above = path.slice(0, -1);
  const lists = usualPayloads.map(one => valueAtPath(one, above)).filter(one => jsonType(one) === 'list');
  const size = sizeOf(valueAtPath(payload, above));
  if (lists.length < 2 || !lists.some(list => sizeOf(list) === size)) return false;
  const [first, ...others] = lists.map(list => valueAtPath(list, path.slice(-1)));
  return others.some(item => !isSameItem(first, item));
}
