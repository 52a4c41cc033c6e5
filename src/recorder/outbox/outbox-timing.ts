/** How a recorder spends its time, in ms. */
export type CloudTiming = {
  /** How long facts are gathered before they are sent. */
  readonly batchMs: number;
  /** The same while nothing can be sent: batches are made larger. */
  readonly batchWhileWaitingMs: number;
  /** An answer that takes longer is not waited for: what is behind it goes to the disk. */
  readonly slowMs: number;
  /** How long the server may take before `flush` and `close` are content with the disk. */
  readonly patienceMs: number;
  /** Before the second try; about twice as long before each further one, up to the most. */
  readonly firstRetryMs: number;
  readonly mostRetryMs: number;
  /** Between tries where only a person can help. */
  readonly deniedRetryMs: number;
  /** How often what comes round is looked after. */
  readonly upkeepMs: number;
  /** After such a silence a recorder with active runs says that it lives. */
  readonly signOfLifeMs: number;
  /** How often it says so on the disk, to other recorders. */
  readonly signSpoolMs: number;
  /** How often it looks for what recorders that are gone left. */
  readonly adoptMs: number;
};

export const cloudTiming: CloudTiming = {
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
