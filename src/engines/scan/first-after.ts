import { comesAfter, type Place } from '../../contract/lists/run-order.ts';

/** Bisects a newest-first list for the first item after a place. */
export function firstAfter<T>(
  items: readonly T[],
  place: Place | undefined,
  placeOf: (item: T) => Place,
): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comesAfter(placeOf(items[middle] as T), place)) high = middle;
    else low = middle + 1;
  }
  return low;
}
