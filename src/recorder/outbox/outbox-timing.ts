/** How long things take and wait, in ms. */
export type OutboxTiming = {
  /** How long events are gathered before they are sent. */
  readonly batchMs: number;
  /** The same while nothing can be sent: batches become larger. */
  readonly batchWhileWaitingMs: number;
  /** When an answer takes longer, what is queued behind it goes to the disk. */
  readonly slowMs: number;
  /** How long `flush` and `close` wait for the server before the disk is enough. */
  readonly patienceMs: number;
  /** Before the second attempt; about twice as long before each further one, up to `mostRetryMs`. */
  readonly firstRetryMs: number;
  readonly mostRetryMs: number;
  /** Between attempts while the server denies access, where only a person can help. */
  readonly deniedRetryMs: number;
  /** Between rounds of upkeep. */
  readonly upkeepMs: number;
  /** After such a silence a recorder with active runs sends a sign of life. */
  readonly signOfLifeMs: number;
  /** Between signs of life on the disk, for other recorders. */
  readonly signSpoolMs: number;
  /** Between looks for batches of recorders that are gone. */
  readonly adoptMs: number;
};

export const outboxTiming: OutboxTiming = {
  batchMs: 40,
  batchWhileWaitingMs: 500,
  slowMs: 4_500,
  patienceMs: 5_000,
  firstRetryMs: 200,
  mostRetryMs: 15_000,
  deniedRetryMs: 30_000,
  upkeepMs: 1_000,
  signOfLifeMs: 5_000,
  signSpoolMs: 20_000,
  adoptMs: 30_000,
};
