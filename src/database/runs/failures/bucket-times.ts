type Times = readonly (readonly [number, number])[];

const [comma, minus, zero] = [44, 45, 48];

/**
 * How often each bucket is in a list with commas of how many buckets it is before the `last` one, which takes
 * fewer digits than its number: its start, how often.
 */
export function bucketTimes(list: string, last: number, bucketMs: number): Times {
  const times: [number, number][] = [];
  let isSorted = true;
  let latest: number | undefined;
  const add = (before: number) => {
    const top = times.at(-1);
    if (top && before === latest) {
      top[1] += 1;
      return;
    }
    isSorted &&= latest === undefined || before < latest;
    latest = before;
    times.push([(last - before) * bucketMs, 1]);
  };
  for (let at = 0; at < list.length; ) at = readNumber(list, at, add);
  return isSorted ? times : addUp(times);
}

/** Returns where the next one begins. */
function readNumber(list: string, from: number, add: (number: number) => void): number {
  const isNegative = list.charCodeAt(from) === minus;
  let number = 0;
  let at = isNegative ? from + 1 : from;
  for (; at < list.length; at += 1) {
    const unit = list.charCodeAt(at);
    if (unit === comma) break;
    number = number * 10 + unit - zero;
  }
  add(isNegative ? -number : number);
  return at + 1;
}

export function sumOf(times: Times): number {
  return times.reduce((sum, [, n]) => sum + n, 0);
}

/** Each bucket once. */
export function addUp(times: Times): Times {
  const counts = new Map<number, number>();
  for (const [at, n] of times) counts.set(at, (counts.get(at) ?? 0) + n);
  return [...counts];
}
