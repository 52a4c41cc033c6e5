import { backoffMs } from '../../async/backoff.ts';
import type { BatchSender } from './batch-sender.ts';
import { createLeftoverSpools } from './leftover-spools.ts';
import type { OutboxParts } from './outbox-parts.ts';
import type { ActiveRuns } from './requests/active-runs.ts';
import type { StartClaims } from './requests/start-claims.ts';
import { watchWriterRequests } from './requests/writer-requests.ts';
import type { WriterRequest } from './server-client.ts';
import type { Spool } from './spool.ts';

export type OutboxUpkeep = {
  /** Opens the stream of requests if it is needed now. */
  readonly listenIfNeeded: () => void;
  /** Sends batches of ended recorders unless the server is unavailable. Never rejects. */
  readonly deliverLeftovers: (timeoutMs: number) => Promise<void>;
  /** Returns how many batches of ended recorders remain. */
  readonly stop: () => number;
};

type Context = Pick<
  OutboxParts,
  'folder' | 'queue' | 'client' | 'server' | 'losses' | 'timing' | 'signal' | 'report'
> & {
  readonly spool: Spool;
  readonly active: ActiveRuns;
  readonly starts: StartClaims;
  readonly sender: BatchSender;
};

/** Starts heartbeats, the stream of requests, and the delivery of batches of ended recorders. */
export function startOutboxUpkeep(context: Context): OutboxUpkeep {
  const { folder, spool, queue, active, starts, client, server, sender, losses, signal, timing, report } =
    context;
  const { firstRetryMs, adoptMs } = timing;
  const requests = watchWriterRequests(client, spool.writer, onRequest);
  const leftovers = createLeftoverSpools(folder, { client, losses, signal, report, firstRetryMs });
  let touchedAt = performance.now();
  let adoptAt = Number.NEGATIVE_INFINITY;
  let failures = 0;

  function onRequest(request: WriterRequest): void {
    if (request.type === 'cancel') active.cancelRequested(request.ids);
    else if (request.type === 'start') starts.called();
    else starts.claimSoon();
  }
  async function adopt(): Promise<void> {
    if (server.isUnavailable() || performance.now() < adoptAt) return;
    adoptAt = Number.POSITIVE_INFINITY;
    failures = (await leftovers.deliver()) ? 0 : failures + 1;
    adoptAt = performance.now() + (failures === 0 ? adoptMs : backoffMs(failures, firstRetryMs, adoptMs));
    queue.bytesOfOthers = Math.max(0, leftovers.bytes() - queue.bytesOnDisk());
  }
  function listenIfNeeded(): void {
    requests.setNeeded(starts.isListening() || (active.hasAny() && server.isHealthy()));
  }
  function doUpkeep(): void {
    const now = performance.now();
    listenIfNeeded();
    if (active.hasAny()) void sender.sendHeartbeat();
    if (now - touchedAt >= timing.touchSpoolMs) {
      touchedAt = now;
      void spool.touch().catch(() => {});
    }
    void adopt();
  }
  const timer = setInterval(doUpkeep, timing.upkeepMs).unref();
  void adopt();

  return {
    listenIfNeeded,
    async deliverLeftovers(timeoutMs) {
      if (!server.isUnavailable()) await leftovers.deliverOnClose(timeoutMs);
    },
    stop() {
      clearInterval(timer);
      requests.stop();
      return leftovers.release();
    },
  };
}
