import type { InspectorError } from '../../model/errors.ts';
import type { BatchQueue } from './batch-queue.ts';
import type { Losses } from './losses.ts';
import type { ServerClient, WriterIdentity } from './server-client.ts';
import type { ServerState } from './server-state.ts';

export type OutboxParts = {
  readonly writer: WriterIdentity;
  readonly folder: string;
  readonly queue: BatchQueue;
  readonly client: ServerClient;
  readonly server: ServerState;
  readonly losses: Losses;
  readonly timing: OutboxTiming;
  /** Aborts when the writer is released. */
  readonly signal: AbortSignal;
  readonly report: (error: InspectorError) => void;
  readonly onBug: (error: unknown) => void;
};

/** Delays and intervals, in ms. */
export const outboxTiming = {
  /** How long events are collected before they are sent. */
  batchMs: 40,
  /** A longer time while nothing can be sent: batches become larger. */
  batchWhileWaitingMs: 500,
  /** When a response takes longer, the queue is written to the disk. */
  slowMs: 4_500,
  /** How long `flush` and `close` wait for the server before the disk is enough. */
  patienceMs: 5_000,
  /** The delay before the second attempt; it about doubles for each further one, up to `mostRetryMs`. */
  firstRetryMs: 200,
  mostRetryMs: 15_000,
  /** The delay while the server denies access, which only a person can change. */
  deniedRetryMs: 30_000,
  upkeepMs: 1_000,
  /** How often a recorder that offers workflows claims starts when the server announces none. */
  claimMs: 5_000,
  /** A recorder with active runs that has sent nothing for this long sends an empty batch. */
  heartbeatMs: 5_000,
  /** How often the owner file of a spool is touched, for recorders on other hosts. */
  touchSpoolMs: 20_000,
  /** How often leftover spools are searched. */
  adoptMs: 30_000,
};

export type OutboxTiming = Readonly<typeof outboxTiming>;
