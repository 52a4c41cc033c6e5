/** How many of the first `length` indexes match, where those that match come first; a binary search. */
export function partitionPoint(length: number, matches: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (matches(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
