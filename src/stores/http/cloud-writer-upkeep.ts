import type { ActiveRuns } from './cloud-writer-active.ts';
import { createAdoptedSpools } from './cloud-writer-adopted.ts';
import type { Contact } from './cloud-writer-contact.ts';
import type { CloudLine } from './cloud-writer-line.ts';
import type { Losses } from './cloud-writer-losses.ts';
import type { ParcelQueue } from './cloud-writer-queue.ts';
import { watchRequests } from './cloud-writer-requests.ts';
import type { Sender } from './cloud-writer-sender.ts';
import type { Spool } from './spool.ts';

const everyMs = 1_000;
const signOfLifeMs = 5_000;
const signSpoolMs = 20_000;
const adoptMs = 30_000;

export type Upkeep = {
  /** Looks at once whether requests to cancel are to be listened for. */
  readonly look: () => void;
  readonly stop: () => void;
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
};

/** What a recorder does from time to time: signs of life, listening for cancels, sending what others left. */
export function startUpkeep(context: Context): Upkeep {
  const { serverFolder, spool, queue, active, contact, sender, line, losses, signal } = context;
  const requests = watchRequests(line, spool.writer, active.cancelRequested);
  const adopted = createAdoptedSpools(serverFolder, { line, losses, signal });
  let rounds = 0;

  async function adopt(): Promise<void> {
    if (contact.isLost()) return;
    await adopted.deliver();
    queue.bytesOfOthers = Math.max(0, adopted.bytes() - queue.bytesOnDisk());
  }
  function look(): void {
    requests.want(active.areThere() && contact.isGood());
  }
  function round(): void {
    rounds += 1;
    look();
    if (active.areThere()) void sender.signIfSilent(signOfLifeMs);
    if (rounds % (signSpoolMs / everyMs) === 0) void spool.sign().catch(() => {});
    if (rounds % (adoptMs / everyMs) === 0) void adopt();
  }
  const timer = setInterval(round, everyMs).unref();
  void adopt();

  return {
    look,
    stop() {
      clearInterval(timer);
      requests.stop();
      adopted.release();
    },
  };
}
