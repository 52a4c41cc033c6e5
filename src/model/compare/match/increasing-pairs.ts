/** Positions of equal items in two lists. */
export type Match = readonly [a: number, b: number];

/** The most of some matches, in order of `a`, of which no two cross: the longest that increases in `b`. */
export function increasingPairs(matches: readonly Match[]): readonly Match[] {
  const tails: number[] = [];
  const before = new Int32Array(matches.length).fill(-1);
  for (const [index, [, b]] of matches.entries()) {
    const place = firstNotBelow(tails, at => matches[at]?.[1] ?? 0, b);
    before[index] = tails[place - 1] ?? -1;
    tails[place] = index;
  }
  const chain: Match[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const match = matches[at];
    if (match) chain.push(match);
  }
  return chain.reverse();
}

function firstNotBelow(tails: readonly number[], placeOf: (index: number) => number, value: number): number {
  let [low, high] = [0, tails.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(tails[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
