import { backoffMs, sleep } from '../../async/sleep.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { BatchSender } from './batch-sender.ts';
import { createLeftoverSpools } from './leftover-spools.ts';
import type { OutboxParts } from './outbox-parts.ts';
import type { ServerClient, WriterIdentity, WriterRequest } from './server-client.ts';
import type { Spool } from './spool.ts';
import type { StartClaims } from './start-claims.ts';

type Context = OutboxParts & {
  readonly spool: Spool;
  readonly active: ActiveRuns;
  readonly starts: StartClaims;
  readonly sender: BatchSender;
};

/** Starts heartbeats, the stream of requests, and the delivery of batches of ended recorders. */
export function startOutboxUpkeep(context: Context) {
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
    /** Never rejects. */
    async deliverLeftovers(timeoutMs: number) {
      if (!server.isUnavailable()) await leftovers.deliverOnClose(timeoutMs);
    },
    stop() {
      clearInterval(timer);
      requests.stop();
      return leftovers.release();
    },
  };
}

const firstRetryMs = 250;
const mostRetryMs = 10_000;
/** A stream that lasted this long was no failure, whether a request came or not. */
const stableMs = 5_000;

/** How long an idle stream stays open: a program with many short runs keeps one connection. */
const lingerMs = 10_000;

function watchWriterRequests(
  client: ServerClient,
  writer: WriterIdentity,
  onRequest: (request: WriterRequest) => void,
) {
  let neededAt = Number.NEGATIVE_INFINITY;
  let listening: AbortController | undefined;

  async function listen({ signal }: AbortController): Promise<void> {
    for (let tries = 1; !signal.aborted; tries += 1) {
      const startedAt = performance.now();
      try {
        for await (const request of client.requests(writer, signal)) onRequest(request);
      } catch {
        // Not reported, because the responses to batches and claims contain the requests too.
      }
      if (performance.now() - startedAt > stableMs) tries = 1;
      await sleep(backoffMs(tries, firstRetryMs, mostRetryMs), signal, { ref: false });
    }
  }

  return {
    /** Must be called regularly. */
    setNeeded(isNeeded: boolean) {
      const now = performance.now();
      if (isNeeded) neededAt = now;
      if (isNeeded && !listening) {
        listening = new AbortController();
        void listen(listening);
      } else if (listening && now - neededAt > lingerMs) {
        listening.abort();
        listening = undefined;
      }
    },
    stop() {
      listening?.abort();
      listening = undefined;
    },
  };
}
