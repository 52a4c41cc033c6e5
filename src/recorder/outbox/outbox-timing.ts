/** Delays and intervals, in ms. */
export type OutboxTiming = {
  /** How long events are collected before they are sent. */
  readonly batchMs: number;
  /** The same while nothing can be sent: batches become larger. */
  readonly batchWhileWaitingMs: number;
  /** When a response takes longer, the queue is written to the disk. */
  readonly slowMs: number;
  /** How long `flush` and `close` wait for the server before the disk is enough. */
  readonly patienceMs: number;
  /** The delay before the second attempt; it about doubles for each further one, up to `mostRetryMs`. */
  readonly firstRetryMs: number;
  readonly mostRetryMs: number;
  /** The delay while the server denies access, which only a person can change. */
  readonly deniedRetryMs: number;
  readonly upkeepMs: number;
  /** How often a recorder that offers workflows asks for starts, beside when the server tells of one. */
  readonly claimMs: number;
  /** A recorder with active runs that has sent nothing for this long sends an empty batch. */
  readonly heartbeatMs: number;
  /** How often the owner file of a spool is touched, for recorders on other hosts. */
  readonly touchSpoolMs: number;
  /** How often leftover spools are searched. */
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
  claimMs: 5_000,
  heartbeatMs: 5_000,
  touchSpoolMs: 20_000,
  adoptMs: 30_000,
};
