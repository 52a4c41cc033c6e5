import { MaskedContainer } from '../../model/text/masked-container.ts';

/**
 * The member at a path of keys joined by dots, which keys may contain themselves, or with items as `[0]`;
 * `undefined` where there is none.
 */
export function memberAt(value: unknown, path: string): unknown {
  return find(value, path.replace(/\[(\d+)\]/gu, '.$1').split('.'));
}

function find(value: unknown, words: readonly string[]): unknown {
  if (words.length === 0) return value;
  if (!(value instanceof MaskedContainer)) return undefined;
  for (let count = words.length; count > 0; count -= 1) {
    const place = value.placeOf(words.slice(0, count).join('.'));
    if (place === -1) continue;
    const found = find(value.memberAt(place), words.slice(count));
    if (found !== undefined) return found;
  }
  return undefined;
}
