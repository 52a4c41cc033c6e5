/** How long a client waits, in ms. */
export type HttpTimeouts = {
  readonly connectMs: number;
  /** For a response to begin, and then for each next part of it. */
  readonly silentMs: number;
  /** For one whole response, however steadily it arrives. */
  readonly answerMs: number;
  /** For the first byte of a stream. */
  readonly streamOpenMs: number;
  /** Between two bytes of a stream; a server sends some every 15 s. */
  readonly streamIdleMs: number;
  /** Before a broken stream is opened again, unless it asked for another wait; doubles with every try. */
  readonly firstStreamRetryMs: number;
  /** Before a stream is tried again where the server offered none. */
  readonly streamAgainMs: number;
  /** Between two polls while there is no stream. */
  readonly pollMs: number;
  /** Between two reports that a server cannot be reached. */
  readonly errorEveryMs: number;
  /** No retry begins later than this after the first try. */
  readonly retryMs: number;
  /** Before the first retry; doubles with every further one. */
  readonly firstRetryMs: number;
};

export const httpTimeouts: HttpTimeouts = {
  connectMs: 5_000,
  silentMs: 15_000,
  answerMs: 120_000,
  streamOpenMs: 20_000,
  streamIdleMs: 45_000,
  firstStreamRetryMs: 1_000,
  streamAgainMs: 60_000,
  pollMs: 2_000,
  errorEveryMs: 3_000,
  retryMs: 5_000,
  firstRetryMs: 300,
};
