/**
 * The indexes of lengths, the longest first; equal ones stay in order. Each length and its index are one
 * number, so that numbers are sorted, without a function that compares them. Lengths are told apart as far as
 * a number has digits beside the index: of 100,000, to the ten-billionth part of the longest.
 */
export function longestFirst(lengths: Float64Array): Uint32Array {
  const count = lengths.length;
  const most = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const levels = Math.floor(Number.MAX_SAFE_INTEGER / Math.max(1, count)) - 1;
  const scale = most > 0 ? levels / most : 0;
  const keys = lengths
    .map((length, index) => Math.floor(length * scale) * count + (count - 1 - index))
    .sort();
  return Uint32Array.from(keys.reverse(), key => count - 1 - (key % count));
}
