import { backoffMs } from '../../async/backoff.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { BatchQueue } from './batch-queue.ts';
import type { BatchSender } from './batch-sender.ts';
import { watchCancelRequests } from './cancel-requests.ts';
import { createLeftoverSpools } from './leftover-spools.ts';
import type { Losses } from './losses.ts';
import type { OutboxTiming } from './outbox-timing.ts';
import type { ServerClient } from './server-client.ts';
import type { ServerState } from './server-state.ts';
import type { Spool } from './spool.ts';

export type OutboxUpkeep = {
  /** Opens the stream of requests to cancel where it is needed now. */
  readonly listenIfActive: () => void;
  /** Sends what other recorders left, unless the server is unavailable, within a time. Never rejects. */
  readonly deliverLeftovers: (withinMs: number) => Promise<void>;
  /** Returns how many batches of other recorders are left again. */
  readonly stop: () => number;
};

type Context = {
  readonly serverFolder: string;
  readonly spool: Spool;
  readonly queue: BatchQueue;
  readonly active: ActiveRuns;
  readonly client: ServerClient;
  readonly server: ServerState;
  readonly sender: BatchSender;
  readonly losses: Losses;
  readonly signal: AbortSignal;
  readonly timing: OutboxTiming;
};

/** Signs of life, the stream of requests to cancel, and batches that other recorders left. */
export function startOutboxUpkeep(context: Context): OutboxUpkeep {
  const { serverFolder, spool, queue, active, client, server, sender, losses, signal, timing } = context;
  const { firstRetryMs, adoptMs } = timing;
  const requests = watchCancelRequests(client, spool.writer, active.cancelRequested);
  const leftovers = createLeftoverSpools(serverFolder, { client, losses, signal, firstRetryMs });
  let signedAt = performance.now();
  let adoptAt = Number.NEGATIVE_INFINITY;
  let failures = 0;

  async function adopt(): Promise<void> {
    if (server.isUnavailable() || performance.now() < adoptAt) return;
    adoptAt = Number.POSITIVE_INFINITY;
    failures = (await leftovers.deliver()) ? 0 : failures + 1;
    adoptAt = performance.now() + (failures === 0 ? adoptMs : backoffMs(failures, firstRetryMs, adoptMs));
    queue.bytesOfOthers = Math.max(0, leftovers.bytes() - queue.bytesOnDisk());
  }
  function listenIfActive(): void {
    requests.setNeeded(active.hasAny() && server.isHealthy());
  }
  function doUpkeep(): void {
    const now = performance.now();
    listenIfActive();
    if (active.hasAny()) void sender.sendSignOfLife();
    if (now - signedAt >= timing.signSpoolMs) {
      signedAt = now;
      void spool.sign().catch(() => {});
    }
    void adopt();
  }
  const timer = setInterval(doUpkeep, timing.upkeepMs).unref();
  void adopt();

  return {
    listenIfActive,
    async deliverLeftovers(withinMs) {
      if (!server.isUnavailable()) await leftovers.deliverOnClose(withinMs);
    },
    stop() {
      clearInterval(timer);
      requests.stop();
      return leftovers.release();
    },
  };
}
