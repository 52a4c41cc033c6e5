/**
 * Where the large parts of a JSON text in UTF-8 are. All offsets are in bytes. The arrays of containers and
 * texts are in the order of their starts.
 */
export type Places = {
  readonly containers: {
    readonly starts: Uint32Array<ArrayBuffer>;
    readonly ends: Uint32Array<ArrayBuffer>;
    /** The number of items, or of different keys. */
    readonly sizes: Uint32Array<ArrayBuffer>;
    /** The first mark of each container; one more than there are containers. */
    readonly marks: Uint32Array<ArrayBuffer>;
  };
  /** Items of containers whose places are known: every 64th, and those after 4 KB. */
  readonly marks: { readonly items: Uint32Array<ArrayBuffer>; readonly places: Uint32Array<ArrayBuffer> };
  /** The keys of each object, by the number of its container. */
  readonly keys: ReadonlyMap<number, KeyTable>;
  /** By start. */
  readonly texts: ReadonlyMap<number, TextPlaces>;
};

/** A hash table of the keys of an object, as `JSON.parse` orders them. */
export type KeyTable = {
  /** Where hashes begin: nobody can record keys that all have the same one. */
  readonly seed: number;
  /** The number of a key plus 1 by its hash; 0 where there is none. */
  readonly slots: Uint32Array<ArrayBuffer>;
  /** The recorded item of each key, where that is not its own number. */
  readonly items?: Uint32Array<ArrayBuffer>;
};

export type TextPlaces = {
  /** Whether it has JSON's escapes. */
  readonly isEscaped: boolean;
  /** In UTF-16 units. */
  readonly length: number;
  /** Where the parts begin, and the end, in bytes and in UTF-16 units. */
  readonly bytes: Uint32Array<ArrayBuffer>;
  readonly units: Uint32Array<ArrayBuffer>;
  readonly lines: {
    readonly count: number;
    /** The offset of every 128th line, in UTF-16 units. */
    readonly marks: Uint32Array<ArrayBuffer>;
  };
};

/** Parts of at least these sizes are not parsed at once; tests choose smaller ones. */
export type LazyLimits = {
  readonly containerBytes: number;
  readonly textBytes: number;
  readonly partBytes: number;
  readonly markItems: number;
  readonly markBytes: number;
  /** Deeper containers are parsed whole. */
  readonly depth: number;
};

export const lazyLimits: LazyLimits = {
  containerBytes: 16 * 1_024,
  textBytes: 256 * 1_024,
  partBytes: 64 * 1_024,
  markItems: 64,
  markBytes: 4 * 1_024,
  depth: 1_000,
};

/** The last index whose number is not above `value`; -1 for none. */
export function lastNotAbove(
  numbers: ArrayLike<number>,
  value: number,
  from = 0,
  to = numbers.length,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
