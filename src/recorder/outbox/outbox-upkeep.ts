import { backoffMs } from '../../http/with-retries.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { ParcelQueue } from './batch-queue.ts';
import type { Sender } from './batch-sender.ts';
import { watchRequests } from './cancel-requests.ts';
import { createAdoptedSpools } from './leftover-spools.ts';
import type { Losses } from './losses.ts';
import type { CloudTiming } from './outbox-timing.ts';
import type { CloudLine } from './server-client.ts';
import type { Contact } from './server-state.ts';
import type { Spool } from './spool.ts';

export type Upkeep = {
  /** Looks at once whether requests to cancel are to be listened for. */
  readonly look: () => void;
  /**
   * Sends what others left, unless nothing is to be expected of the server, for no longer than given. Never
   * rejects.
   */
  readonly adoptAtLast: (withinMs: number) => Promise<void>;
  /** Gives how many batches that others left are left anew. */
  readonly stop: () => number;
};

type Context = {
  readonly serverFolder: string;
  readonly spool: Spool;
  readonly queue: ParcelQueue;
  readonly active: ActiveRuns;
  readonly contact: Contact;
  readonly sender: Sender;
  readonly line: CloudLine;
  readonly losses: Losses;
  readonly signal: AbortSignal;
  readonly timing: CloudTiming;
};

/** What a recorder does from time to time: signs of life, listening for cancels, sending what others left. */
export function startUpkeep(context: Context): Upkeep {
  const { serverFolder, spool, queue, active, contact, sender, line, losses, signal, timing } = context;
  const requests = watchRequests(line, spool.writer, active.cancelRequested);
  const adopted = createAdoptedSpools(serverFolder, {
    ...{ line, losses, signal, firstRetryMs: timing.firstRetryMs },
  });
  let signedAt = performance.now();
  let adoptAt = Number.NEGATIVE_INFINITY;
  let failures = 0;

  async function adopt(): Promise<void> {
    if (contact.isLost() || performance.now() < adoptAt) return;
    adoptAt = Number.POSITIVE_INFINITY;
    failures = (await adopted.deliver()) ? 0 : failures + 1;
    adoptAt =
      performance.now() +
      (failures === 0 ? timing.adoptMs : backoffMs(failures, timing.firstRetryMs, timing.adoptMs));
    queue.bytesOfOthers = Math.max(0, adopted.bytes() - queue.bytesOnDisk());
  }
  function look(): void {
    requests.want(active.areThere() && contact.isGood());
  }
  function round(): void {
    const now = performance.now();
    look();
    if (active.areThere()) void sender.signIfSilent();
    if (now - signedAt >= timing.signSpoolMs) {
      signedAt = now;
      void spool.sign().catch(() => {});
    }
    void adopt();
  }
  const timer = setInterval(round, timing.upkeepMs).unref();
  void adopt();

  return {
    look,
    async adoptAtLast(withinMs) {
      if (!contact.isLost()) await adopted.deliverAtLast(withinMs);
    },
    stop() {
      clearInterval(timer);
      requests.stop();
      return adopted.release();
    },
  };
}
