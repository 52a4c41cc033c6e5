import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '../../http/with-retries.ts';
import { adoptSpools, bytesOfServer } from './adopt-spools.ts';
import { checkBody } from './batch-body.ts';
import type { Losses } from './losses.ts';
import { cloudTiming } from './outbox-timing.ts';
import type { CloudLine } from './server-client.ts';
import { partsOf } from './split-batch.ts';
import type { Spool } from './spool.ts';

/** Sends what recorders that are gone left on the disk, under their names and numbers. */
export type AdoptedSpools = {
  /** Looks for more, and sends what is there. Gives whether nothing is left; never rejects. */
  readonly deliver: () => Promise<boolean>;
  /**
   * The same, tried again a few times, for no longer than given, and not when the server denies. Holds no
   * process.
   */
  readonly deliverAtLast: (withinMs: number) => Promise<void>;
  /** What is on the disk for the server, of whomever, as of the last look. */
  readonly bytes: () => number;
  /** Leaves what is there to others, at once; gives how many batches that are. */
  readonly release: () => number;
};

type Context = {
  readonly line: CloudLine;
  readonly losses: Losses;
  readonly signal: AbortSignal;
  /** Before the second try at last; twice as long before each further one. */
  readonly firstRetryMs?: number;
};

const triesAtLast = 3;

export function createAdoptedSpools(serverFolder: string, context: Context): AdoptedSpools {
  const adopted = new Set<Spool>();
  const { signal, firstRetryMs = cloudTiming.firstRetryMs } = context;
  let bytes = 0;
  let isDenied = false;
  let delivering: Promise<boolean> | undefined;

  async function deliver(): Promise<boolean> {
    for (const spool of await adoptSpools(serverFolder)) adopted.add(spool);
    if (signal.aborted) release();
    bytes = await bytesOfServer(serverFolder);
    isDenied = false;
    for (const spool of adopted) {
      // What cannot be read now is left, to be taken anew, and holds up nothing else.
      const result = await deliverSpool(spool, context).catch(() => 'left');
      isDenied = result === 'denied';
      if (result === 'failed' || isDenied) break;
      adopted.delete(spool);
      spool.release();
    }
    bytes = await bytesOfServer(serverFolder);
    return adopted.size === 0;
  }
  function deliverOnce(): Promise<boolean> {
    delivering ??= deliver()
      .catch(() => false)
      .finally(() => {
        delivering = undefined;
      });
    return delivering;
  }
  async function deliverInTries(over: AbortSignal): Promise<void> {
    for (let tries = 1; tries <= triesAtLast; tries += 1) {
      if ((await deliverOnce()) || isDenied || over.aborted || tries === triesAtLast) return;
      await delay(backoffMs(tries, firstRetryMs), undefined, { signal: over });
    }
  }
  function release(): number {
    let left = 0;
    for (const spool of adopted) left += spool.release();
    adopted.clear();
    return left;
  }

  return {
    deliver: deliverOnce,
    async deliverAtLast(withinMs) {
      const over = new AbortController();
      const late = delay(withinMs, undefined, { signal: over.signal });
      await Promise.race([deliverInTries(over.signal), late]).catch(() => {});
      over.abort();
    },
    bytes: () => bytes,
    release,
  };
}

async function deliverSpool(spool: Spool, context: Context): Promise<'done' | 'failed' | 'denied'> {
  for (let parcels = await spool.list(); parcels.length > 0; parcels = await spool.list()) {
    for (const { sequence } of parcels) {
      const result = await deliverParcel(spool, sequence, context);
      if (result === 'parted') break;
      if (result === 'failed' || result === 'denied') return result;
      if (context.signal.aborted) return 'failed';
    }
    await spool.sign();
  }
  return 'done';
}

async function deliverParcel(
  spool: Spool,
  sequence: number,
  { line, losses, signal }: Context,
): Promise<'done' | 'parted' | 'failed' | 'denied'> {
  const parcel = { sequence, body: await spool.read(sequence) };
  try {
    await checkBody(spool.writer, parcel);
  } catch {
    losses.damaged(await spool.setAside(sequence));
    return 'done';
  }
  const outcome = await line.post(parcel.body, signal);
  if (outcome.type === 'failed') return outcome.isDenied ? 'denied' : 'failed';
  const parts = outcome.type === 'unfit' ? await partsOf(spool.writer, parcel, outcome.error, losses) : [];
  if (outcome.type === 'taken') losses.refused(outcome.refused);
  // The first part has the number of the whole, whose place it takes once the other is there.
  for (const part of parts.toReversed()) await spool.put(part);
  if (parts.length === 0) await spool.remove(sequence);
  return parts.length === 0 ? 'done' : 'parted';
}
