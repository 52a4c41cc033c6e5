/** The latest time of a `Date`. */
const latestAt = 8.64e15;

/** Epoch ms; `undefined` beyond the range of a `Date`. */
export function journalTime(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= latestAt ? value : undefined;
}
