const digitBits = 11;
const digits = 2 ** digitBits;
const shifts = [0, digitBits, 2 * digitBits];
const levels = 2 ** 32 - 1;

/** Indexes by decreasing length, equal ones in order; a radix sort, precise to 2^-32 of the longest. */
export function longestFirst(lengths: Float64Array): Uint32Array {
  const count = lengths.length;
  let most = 0;
  for (let at = 0; at < count; at += 1) most = Math.max(most, lengths[at] ?? 0);
  const scale = most > 0 ? levels / most : 0;
  const keys = new Uint32Array(count);
  let order = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) {
    keys[at] = levels - Math.floor((lengths[at] ?? 0) * scale);
    order[at] = at;
  }
  let sorted = new Uint32Array(count);
  for (const shift of shifts) {
    sortByDigit(keys, shift, order, sorted);
    [order, sorted] = [sorted, order];
  }
  return order;
}

/** Stable; from the least significant digit on. */
function sortByDigit(keys: Uint32Array, shift: number, order: Uint32Array, sorted: Uint32Array): void {
  const places = new Uint32Array(digits + 1);
  for (let at = 0; at < keys.length; at += 1) {
    const digit = ((keys[at] ?? 0) >>> shift) & (digits - 1);
    places[digit + 1] = (places[digit + 1] ?? 0) + 1;
  }
  for (let digit = 1; digit < digits; digit += 1)
    places[digit] = (places[digit] ?? 0) + (places[digit - 1] ?? 0);
  for (let at = 0; at < order.length; at += 1) {
    const index = order[at] ?? 0;
    const digit = ((keys[index] ?? 0) >>> shift) & (digits - 1);
    const place = places[digit] ?? 0;
    sorted[place] = index;
    places[digit] = place + 1;
  }
}
