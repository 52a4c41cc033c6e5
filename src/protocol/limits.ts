/** What a server takes and gives at most; a client keeps to it. */
export const limits = {
  /** Runs of a list, except top lists of an order without cursors. */
  pageRuns: 500,
  topRuns: 1_000,
  pageSpans: 5_000,
  /** A request's body, unzipped. */
  bodyBytes: 64 * 1_024 * 1_024,
  /** The JSON values in it: in memory an empty list takes many times its two bytes. */
  bodyValues: 2_000_000,
  batchFacts: 20_000,
  filterChars: 4_000,
} as const;
