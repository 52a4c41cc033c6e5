import { createKeyTable } from './key-table.ts';
import type { KeyTable, Places, TextPlaces } from './places.ts';
import { placesFrom } from './skip-value.ts';

export type FoundContainer = {
  readonly start: number;
  readonly end: number;
  /** Repeated keys count. */
  readonly size: number;
  readonly isList: boolean;
  /** Pairs of an item and its place. */
  readonly marks: readonly number[];
};

/** Arranges what was found so that it can be looked up. */
export function toPlaces(
  bytes: Uint8Array,
  found: readonly FoundContainer[],
  texts: ReadonlyMap<number, TextPlaces>,
): Places {
  const sorted = found.toSorted((one, other) => one.start - other.start);
  const sizes = Uint32Array.from(sorted, ({ size }) => size);
  const firsts = new Uint32Array(sorted.length + 1);
  const keys = new Map<number, KeyTable>();
  for (const [at, container] of sorted.entries()) {
    firsts[at + 1] = (firsts[at] ?? 0) + container.marks.length / 2;
    if (container.isList) continue;
    const table = createKeyTable(bytes, container.size, placesOfKeys(bytes, container));
    keys.set(at, table.keys);
    sizes[at] = table.size;
  }
  return {
    containers: {
      starts: Uint32Array.from(sorted, ({ start }) => start),
      ends: Uint32Array.from(sorted, ({ end }) => end),
      sizes,
      marks: firsts,
    },
    marks: joinMarks(sorted, firsts.at(-1) ?? 0),
    keys,
    texts,
  };
}

function joinMarks(containers: readonly FoundContainer[], count: number): Places['marks'] {
  const items = new Uint32Array(count);
  const places = new Uint32Array(count);
  let at = 0;
  for (const { marks } of containers)
    for (let pair = 0; pair < marks.length; pair += 2) {
      items[at] = marks[pair] ?? 0;
      places[at] = marks[pair + 1] ?? 0;
      at += 1;
    }
  return { items, places };
}

/** The places of all keys, without reading the values before a mark. */
function* placesOfKeys(bytes: Uint8Array, { marks, size }: FoundContainer): Generator<number> {
  for (let pair = 0; pair < marks.length; pair += 2) {
    const count = (marks[pair + 2] ?? size) - (marks[pair] ?? 0);
    yield* placesFrom(bytes, marks[pair + 1] ?? 0, count, false);
  }
}
