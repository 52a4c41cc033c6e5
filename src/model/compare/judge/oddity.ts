import { LazyText } from '../../payload/lazy/lazy-text.ts';
import { finish } from '../../pieces.ts';
import { createHasher } from '../payload/hash-values.ts';
import { describeType, jsonType, sizeOf } from '../payload/json-type.ts';
import type { Oddity } from '../run-comparison.ts';
import { isFarFrom } from './judge-number.ts';

/** Tells how a value differs from all that successes have at its place; `undefined` if it does not. */
export type OddityOf = (value: unknown) => Oddity | undefined;

/** `values` has `undefined` for each success without a value. */
export function createOddityOf(values: readonly unknown[]): OddityOf {
  const byType = Map.groupBy(values, typeOf);
  const counted = new Map<string, Counts>();
  const countsOf = (type: string, alike: readonly unknown[]) => {
    const counts = counted.get(type) ?? countValues(alike);
    counted.set(type, counts);
    return counts;
  };
  return value => {
    const type = typeOf(value);
    const alike = byType.get(type);
    if (!alike) return 'type';
    if (isContainer(value)) return isTooLong(value, alike) ? 'long' : undefined;
    const counts = countsOf(type, alike);
    const own = keyOf(value);
    if (counts.has(own)) return undefined;
    if (counts.size === 1) return alike.length < Math.min(values.length, fewestKnown) ? undefined : 'value';
    if (typeof value === 'number') return oddNumber(value, alike.length, counts);
    return typeof own === 'string' ? oddText(own, alike.length, counts) : undefined;
  };
}

/** In words, so that empty values have a type of their own. */
function typeOf(value: unknown): string {
  return value === undefined ? '' : describeType(value);
}

const hasher = createHasher();

/** Equal for large texts of one length that begin and end alike. */
export function keyOf(value: unknown): unknown {
  return value instanceof LazyText ? `${value.length} ${finish(hasher.hash(value))}` : value;
}

type Counts = ReadonlyMap<unknown, number>;

function countValues(values: readonly unknown[]): Counts {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  return counts;
}

const fewestKnown = 5;
const longTimes = 10;

function isContainer(value: unknown): boolean {
  return jsonType(value) === 'list' || jsonType(value) === 'object';
}

/** Whether a list has ten times as many items as the longest one of successes. */
export function isTooLong(value: unknown, lists: readonly unknown[]): boolean {
  if (jsonType(value) !== 'list' || lists.length < 2) return false;
  const longest = Math.max(...lists.map(sizeOf));
  return longest > 0 && sizeOf(value) >= longTimes * longest;
}

/** Numbers of few values, each seen more than once, are an enumeration such as status codes. */
const mostNumbers = 5;
const fewestOfNumbers = 20;
/** Few successes are close by chance: with five, a number must be eight widths away. */
const widthsOfMany = 40;

function oddNumber(value: number, count: number, counts: Counts): Oddity | undefined {
  const numbers = [...counts.keys()].map(Number);
  const range = [Math.min(...numbers), Math.max(...numbers)] as const;
  const outside = Math.max(range[0] - value, value - range[1]);
  const margin = (widthsOfMany / count) * (range[1] - range[0]);
  if (outside > margin && isFarFrom(value, { range, of: count })) return 'outside';
  if (value < 0 && range[0] >= 0 && count >= fewestKnown) return 'outside';
  if (value === 0 && range[0] > 0 && count >= fewestOfNumbers) return 'outside';
  const isEnumeration =
    count >= fewestOfNumbers && counts.size <= mostNumbers && countOfSingles(counts) === 0;
  return isEnumeration && outside > range[1] - range[0] ? 'value' : undefined;
}

const mostTexts = 3;
const fewestOfMany = 20;
const mostSingles = 0.05;

/**
 * A text is odd among up to three values of five successes, or if so few of many successes have a value of
 * their own that a new one is unlikely (Good and Turing's estimate).
 */
function oddText(text: string, count: number, counts: Counts): Oddity | undefined {
  const texts = [...counts.keys()].map(String);
  if (dateOrTime.test(text)) return oddTime(text, texts);
  const isFew = count >= fewestKnown && counts.size <= mostTexts && counts.size < count;
  const isKnown = count >= fewestOfMany && countOfSingles(counts) <= mostSingles * count;
  if (isFew || isKnown || (count >= fewestKnown && isOtherFormat(text, texts))) return 'value';
  if (count < fewestKnown) return undefined;
  return text.length >= longTimes * Math.max(...texts.map(one => one.length)) ? 'long' : undefined;
}

const formats = [
  /^[^\s@]+@[^\s@]+$/u,
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu,
  /^https?:\/\//u,
  /^\d+$/u,
];

/** Whether all other texts are dates, addresses, ids of one kind or digits. */
function isOtherFormat(text: string, texts: readonly string[]): boolean {
  const isOther = (format: RegExp) => !format.test(text) && texts.every(one => format.test(one));
  return [dateOrTime, ...formats].some(isOther);
}

function countOfSingles(counts: Counts): number {
  let singles = 0;
  for (const count of counts.values()) if (count === 1) singles += 1;
  return singles;
}

/** A date, or a time with its offset from UTC, in ISO 8601. */
const dateOrTime =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?<offset>Z|[+-]\d\d(?::?\d\d)?)?)?$/u;

/** Whether a text is a date or time, which differs in each run. */
export function isDateOrTime(value: unknown): boolean {
  return typeof value === 'string' && dateOrTime.test(value);
}

function oddTime(text: string, texts: readonly string[]): Oddity | undefined {
  if (!texts.every(one => dateOrTime.test(one))) return undefined;
  return texts.some(one => offsetOf(one) === offsetOf(text)) ? undefined : 'offset';
}

/** `+02:00`, or empty. */
export function offsetOf(text: string): string {
  return dateOrTime.exec(text)?.groups?.offset ?? '';
}
