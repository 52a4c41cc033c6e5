/** The wait before the next try, in ms: twice as long after each try, at most `mostMs`. */
export function doublingMs(tries: number, firstMs: number, mostMs = Number.POSITIVE_INFINITY): number {
  return Math.min(mostMs, firstMs * 2 ** (tries - 1));
}

/** The same with jitter of half of it either way, so that many clients do not retry at the same moment. */
export function backoffMs(tries: number, firstMs: number, mostMs?: number): number {
  return doublingMs(tries, firstMs, mostMs) * (0.5 + Math.random());
}
