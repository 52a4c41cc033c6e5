import type { InspectorError } from '../../model/errors.ts';
import type { BatchQueue } from './batch-queue.ts';
import type { Losses } from './losses.ts';
import type { OutboxTiming } from './outbox-timing.ts';
import type { ServerClient } from './server-client.ts';
import type { ServerState } from './server-state.ts';
import type { WriterIdentity } from './writer-identity.ts';

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
