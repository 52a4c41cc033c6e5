/** How long a client waits, in ms. */
export type HttpTimeouts = {
  readonly connectMs: number;
  /** For an answer to begin, and then for each next stretch of it. */
  readonly silentMs: number;
  /** For the whole of one answer, however well it goes on. */
  readonly answerMs: number;
  /** For a stream's first byte. */
  readonly streamOpenMs: number;
  /** Between two bytes of a stream; a server says something every 15 s. */
  readonly streamIdleMs: number;
  /**
   * Before a stream that broke is opened again, unless it asked for another wait; about twice as long each
   * time.
   */
  readonly firstStreamRetryMs: number;
  /** Before a stream is asked for again where there was none to be had. */
  readonly streamAgainMs: number;
  /** Between two looks while there is no stream. */
  readonly pollMs: number;
  /** Between two reports that a server is away. */
  readonly errorEveryMs: number;
  /** After this long no further try begins. */
  readonly retryMs: number;
  /** Before the second try; about twice as long before each further one. */
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
