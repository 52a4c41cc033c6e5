import { jsonTextAt } from './json-bytes.ts';
import type { KeyTable } from './places.ts';

export function findKey(
  { seed, slots }: KeyTable,
  key: string,
  keyAt: (number: number) => string | undefined,
): number {
  for (let slot = hashKey(key, seed) % slots.length; ; slot = (slot + 1) % slots.length) {
    const known = slots[slot] ?? 0;
    if (known === 0 || keyAt(known - 1) === key) return known - 1;
  }
}

/** The keys of an object in the order of `JSON.parse`: indexes first; the last of equal keys counts. */
export function createKeyTable(
  bytes: Uint8Array,
  count: number,
  places: Iterable<number>,
): { readonly keys: KeyTable; readonly size: number } {
  const seed = Math.trunc(Math.random() * 2 ** 32);
  const slots = new Uint32Array(Math.ceil(count * 1.3) + 1);
  const hashes = new Uint32Array(count);
  const firstPlaces = new Uint32Array(count);
  const items = new Uint32Array(count);
  const indexes: (readonly [index: number, key: number])[] = [];
  let size = 0;
  let item = 0;
  for (const place of places) {
    const key = jsonTextAt(bytes, place);
    const hash = hashKey(key, seed);
    let slot = hash % slots.length;
    let known = slots[slot] ?? 0;
    while (
      known !== 0 &&
      !(hashes[known - 1] === hash && jsonTextAt(bytes, firstPlaces[known - 1] ?? 0) === key)
    ) {
      slot = (slot + 1) % slots.length;
      known = slots[slot] ?? 0;
    }
    if (known === 0) {
      if (isIndex(key)) indexes.push([Number(key), size]);
      hashes[size] = hash;
      firstPlaces[size] = place;
      size += 1;
      known = size;
      slots[slot] = known;
    }
    items[known - 1] = item;
    item += 1;
  }
  return { keys: { seed, ...inOrder(slots, items.slice(0, size), indexes, count) }, size };
}

function inOrder(
  slots: KeyTable['slots'],
  items: KeyTable['slots'],
  indexes: readonly (readonly [number, number])[],
  count: number,
): Omit<KeyTable, 'seed'> {
  if (indexes.every(([index, key], at) => key === at && index >= (indexes[at - 1]?.[0] ?? 0)))
    return items.length === count ? { slots } : { slots, items };
  const first = indexes.toSorted(([one], [other]) => one - other).map(([, key]) => key);
  const isFirst = new Set(first);
  const moved = new Uint32Array(items.length);
  const ordered = new Uint32Array(items.length);
  const place = (key: number, to: number) => {
    moved[key] = to;
    ordered[to] = items[key] ?? 0;
  };
  first.forEach(place);
  let next = first.length;
  for (let key = 0; key < items.length; key += 1) {
    if (isFirst.has(key)) continue;
    place(key, next);
    next += 1;
  }
  return { slots: slots.map(known => (known === 0 ? 0 : (moved[known - 1] ?? 0) + 1)), items: ordered };
}

/** Whether an object orders the key by its number, before all others. */
function isIndex(key: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
}

/** FNV-1a over UTF-16 units. */
function hashKey(key: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
