export const apiLimits = {
  /** Runs of a page in the default order. */
  pageRuns: 500,
  /** Runs of a list in another order, which has no pages. */
  topRuns: 1_000,
  pageSpans: 5_000,
  pageSteps: 5_000,
  pageTallies: 1_000,
  /** The times of all tallies of a page together. */
  pageTimes: 20_000,
  /** The body of a request, uncompressed. */
  bodyBytes: 64 * 1_024 * 1_024,
  /** The JSON values in a body: an empty list takes many times its two bytes in memory. */
  bodyValues: 2_000_000,
  batchEvents: 20_000,
  /** Workflows that a recorder offers, and starts that it holds. */
  offers: 1_000,
  /** Starts that a recorder begins in one request. */
  begins: 100,
  filterChars: 4_000,
} as const;
