import { partitionPoint } from '../../partition-point.ts';
/** Large parts of a JSON text in UTF-8, by start; offsets are in bytes. */
export type Places = {
  readonly containers: {
    readonly starts: Uint32Array<ArrayBuffer>;
    readonly ends: Uint32Array<ArrayBuffer>;
    /** The numbers of items, or of different keys. */
    readonly sizes: Uint32Array<ArrayBuffer>;
    /** The first mark of each container, and the end of the last. */
    readonly marks: Uint32Array<ArrayBuffer>;
  };
  /** Known items of containers: every 64th, and those after 4 KB. */
  readonly marks: { readonly items: Uint32Array<ArrayBuffer>; readonly places: Uint32Array<ArrayBuffer> };
  /** By the index of the container. */
  readonly keys: ReadonlyMap<number, KeyTable>;
  readonly texts: ReadonlyMap<number, TextPlaces>;
};

/** A hash table of the keys of an object in the order of `JSON.parse`. */
export type KeyTable = {
  /** Random, so that nobody can record keys with equal hashes. */
  readonly seed: number;
  /** The number of a key plus 1, by its hash; 0 for none. */
  readonly slots: Uint32Array<ArrayBuffer>;
  /** The recorded item of each key, if it is not the number of the key. */
  readonly items?: Uint32Array<ArrayBuffer>;
};

export type TextPlaces = {
  /** Whether it is JSON. */
  readonly isEscaped: boolean;
  /** In UTF-16 units. */
  readonly length: number;
  /** The starts of the parts and the end, in bytes and in UTF-16 units. */
  readonly bytes: Uint32Array<ArrayBuffer>;
  readonly units: Uint32Array<ArrayBuffer>;
  readonly lines: {
    readonly count: number;
    /** The offset of every 128th line, in UTF-16 units. */
    readonly marks: Uint32Array<ArrayBuffer>;
  };
};

/** Parts from these sizes on stay lazy; tests choose smaller ones. */
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

/** The last index whose number is at most `value`, or -1. */
export function lastNotAbove(
  numbers: ArrayLike<number>,
  value: number,
  from = 0,
  to = numbers.length,
): number {
  return from + partitionPoint(to - from, at => (numbers[from + at] ?? 0) <= value) - 1;
}
