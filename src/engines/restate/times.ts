/** The last moment that a `Date` can be. */
const latestAt = 8.64e15;

/** Epoch ms as a journal has them; `undefined` for what no `Date` can be. */
export function timeIn(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= latestAt ? value : undefined;
}
