import type { ValuePath } from '../payload/compare-payloads.ts';
import { createOddityOf, type OddityOf } from './oddity.ts';
import { itemValues, valueAtPath } from './place-values.ts';

/** The values that several payloads have at a place, in any item of a list; some have one. */
export type PlaceValues = {
  readonly oddityOf: OddityOf;
  /** Whether one of them has none. */
  readonly lacks: boolean;
};

/** Returns `undefined` where none of the payloads has a value. */
export type ValuesAt = (place: ValuePath) => PlaceValues | undefined;

/** Looks at the payloads once for each place, whichever items of lists it leads to. */
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
