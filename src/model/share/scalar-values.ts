import { isLazy } from '../payload/lazy/lazy-parts.ts';
import { isSecretMember, namesBesideOf } from '../text/secrets/secret-keys.ts';
import type { ValuePlace } from './value-table.ts';

const deepest = 5;
const mostScalars = 200;
const mostItems = 20;
const mostUnits = 120;

type Walk = {
  /** The place of a member; an item of a list of objects has `*` for its key. */
  readonly placeBelow: (place: ValuePlace, key: string) => ValuePlace | undefined;
  readonly found: (place: ValuePlace, text: string) => void;
};

/**
 * Calls back for each text, number, boolean and `null`, but for long texts, those of large payloads, and
 * secrets of which the name stands beside them: the names of fields do not tell these.
 */
export function eachScalar(payload: object, root: ValuePlace, { placeBelow, found }: Walk): void {
  let left = mostScalars;

  function visit(value: unknown, place: ValuePlace | undefined, depth: number): void {
    if (left <= 0 || depth > deepest || !place) return;
    if (typeof value === 'object' && value !== null) return visitMembers(value, place, depth);
    const text = typeof value === 'string' ? value : String(value);
    if (text === '' || text.length > mostUnits || place === root) return;
    left -= 1;
    found(place, text);
  }

  function visitMembers(value: object, place: ValuePlace, depth: number): void {
    if (isLazy(value)) return;
    if (Array.isArray(value)) {
      for (const [at, item] of value.slice(0, mostItems).entries())
        if (isNested(item)) visit(item, placeBelow(place, '*'), depth + 1);
        else if (!isSecretMember(value, String(at))) visit(item, place, depth);
    } else
      for (const key of Object.keys(value))
        if (!isSecretByNeighbor(value, key))
          visit(Reflect.get(value, key), placeBelow(place, key), depth + 1);
  }

  visitMembers(payload, root, 0);
}

function isSecretByNeighbor(parent: object, key: string): boolean {
  return namesBesideOf(key).length > 0 && isSecretMember(parent, key);
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
