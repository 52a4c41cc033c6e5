export type Random = {
  /** At least 0, below 1. */
  readonly next: () => number;
  /** A whole number, at least 0, below `end`. */
  readonly int: (end: number) => number;
  /** A whole number, both ends included. */
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(values: readonly [T, ...T[]]) => T;
};

export function createRandom(seed: number, stream = 0): Random {
  let state = mix(mix(seed) ^ stream);
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state) / 2 ** 32;
  }
  return {
    next,
    int: end => Math.floor(next() * end),
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: probability => next() < probability,
    pick: values => values[Math.floor(next() * values.length)] ?? values[0],
  };
}

function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}
