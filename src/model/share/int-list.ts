/** A list of whole numbers below 2^32 that grows. */
export type IntList = {
  readonly push: (value: number) => void;
  readonly at: (index: number) => number | undefined;
  readonly set: (index: number, value: number) => void;
  readonly length: () => number;
  /** A view of the numbers, which the next `push` may end. */
  readonly view: () => Uint32Array;
};

export function createIntList(): IntList {
  let values = new Uint32Array(1_024);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const longer = new Uint32Array(2 * length);
        longer.set(values);
        values = longer;
      }
      values[length] = value;
      length += 1;
    },
    at: index => values[index],
    set: (index, value) => {
      values[index] = value;
    },
    length: () => length,
    view: () => values.subarray(0, length),
  };
}
