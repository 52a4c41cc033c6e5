/** The last time that a `Date` can have. */
const latestAt = 8.64e15;

/** A time of a journal, epoch ms; `undefined` beyond the range of a `Date`. */
export function journalTime(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= latestAt ? value : undefined;
}
