import { isLazy } from '../payload/lazy/lazy-parts.ts';

/** A place in a payload: its keys, each after a NUL. An item of a list of objects has `*` for its index. */
export type ScalarPlace = string;

const deepest = 5;
const mostScalars = 200;
const mostItems = 20;
const mostUnits = 120;
const separator = '\u0000';

/** Calls back for each text, number, boolean and `null`, but for long texts and those of large payloads. */
export function eachScalar(payload: unknown, found: (place: ScalarPlace, text: string) => void): void {
  let left = mostScalars;

  function visit(value: unknown, place: ScalarPlace, depth: number): void {
    if (left <= 0 || depth > deepest) return;
    if (typeof value === 'object' && value !== null) return visitMembers(value, place, depth);
    const text = typeof value === 'string' ? value : String(value);
    if (text === '' || text.length > mostUnits || place === '') return;
    left -= 1;
    found(place, text);
  }

  function visitMembers(value: object, place: ScalarPlace, depth: number): void {
    if (isLazy(value)) return;
    if (Array.isArray(value)) {
      for (const item of value.slice(0, mostItems))
        if (isNested(item)) visit(item, `${place}${separator}*`, depth + 1);
        else visit(item, place, depth);
    } else
      for (const key of Object.keys(value))
        visit(Reflect.get(value, key), place + separator + key, depth + 1);
  }

  if (payload !== undefined) visit(payload, '', 0);
}

export function keysOf(place: ScalarPlace): readonly string[] {
  return place.split(separator).slice(1);
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
