import type { InspectorError } from '../../model/errors.ts';
import type { BatchQueue } from './batch-queue.ts';
import type { Losses } from './losses.ts';
import type { ServerClient, WriterIdentity } from './server-client.ts';
import type { ServerState } from './server-state.ts';

/** The parts of a cloud writer that several of its steps share. */
export type OutboxParts = {
  readonly writer: WriterIdentity;
  /** The folder for all spools of the server. */
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
