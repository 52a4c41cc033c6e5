import { formatBytes } from '../../model/text/formats.ts';
import type { Parcel } from './batch-body.ts';
import { bytesOnDisk, type Spool } from './spool.ts';

/** What may wait in memory while the disk takes nothing more, unless less may wait there. */
const mostInMemory = 16 * 1_024 * 1_024;

export type PartedParcel = Parcel & { readonly facts: number };

/** A batch on its way: in memory, on the disk, or both. */
export type Waiting = {
  readonly sequence: number;
  readonly facts: number;
  readonly bytes: number;
  body?: Buffer;
  isOnDisk: boolean;
};

/** Batches that are to be sent, in order. */
export type ParcelQueue = {
  /** False when there is no room. */
  readonly push: (parcel: PartedParcel) => boolean;
  readonly first: () => Waiting | undefined;
  readonly bytesInMemory: () => number;
  readonly bytesOnDisk: () => number;
  /** Whether everything up to a number is on the disk, or gone. */
  readonly isOnDisk: (through: number) => boolean;
  /** The bytes of a batch; `undefined` when somebody took them. */
  readonly read: (waiting: Waiting) => Promise<Buffer | undefined>;
  /** Lets go of a batch, or puts its parts in its place. */
  readonly done: (waiting: Waiting, parts?: readonly PartedParcel[]) => Promise<void>;
  /**
   * Puts what waits in memory on the disk, as far as there is room. Rejects when the disk does not take
   * everything.
   */
  readonly persist: () => Promise<void>;
  /** The same, at once. Gives how many batches the disk does not take. */
  readonly persistNow: () => number;
  /** What others of this machine have on the disk for the same server. */
  bytesOfOthers: number;
};

export function createParcelQueue(spool: Spool, maxDiskBytes: number): ParcelQueue {
  const most = Math.min(mostInMemory, maxDiskBytes);
  const all: Waiting[] = [];
  let inMemory = 0;
  let onDisk = 0;
  let isDiskFull = false;
  let turn: Promise<unknown> = Promise.resolve();

  function wait({ sequence, body, facts }: PartedParcel): Waiting {
    inMemory += body.length;
    return { sequence, facts, bytes: body.length, body, isOnDisk: false };
  }
  function forget(waiting: Waiting): void {
    if (waiting.body) inMemory -= waiting.body.length;
    waiting.body = undefined;
  }
  /** One after the other: a batch that is put on the disk twice at a time is there once, or not at all. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  }
  async function persistOne(waiting: Waiting): Promise<void> {
    const { sequence, body } = waiting;
    if (!body || waiting.isOnDisk) return;
    await spool.put({ sequence, body });
    if (!all.includes(waiting)) return spool.remove(sequence);
    waiting.isOnDisk = true;
    onDisk += bytesOnDisk(body.length);
    if (waiting !== all[0]) forget(waiting);
  }
  function putNow({ sequence, body }: Waiting): boolean {
    if (!body) return false;
    try {
      spool.putNow({ sequence, body });
      return true;
    } catch {
      return false;
    }
  }
  async function persistAll(): Promise<void> {
    for (const waiting of [...all]) {
      if (waiting.isOnDisk) continue;
      if (onDisk + queue.bytesOfOthers + bytesOnDisk(waiting.bytes) > maxDiskBytes)
        throw new Error(`no more than ${formatBytes(maxDiskBytes)} may wait there`);
      await persistOne(waiting);
    }
  }

  const queue: ParcelQueue = {
    bytesOfOthers: 0,
    push(parcel) {
      if (isDiskFull && inMemory + parcel.body.length > most) return false;
      all.push(wait(parcel));
      return true;
    },
    first: () => all[0],
    bytesInMemory: () => inMemory,
    bytesOnDisk: () => onDisk,
    isOnDisk: through => all.every(({ sequence, isOnDisk }) => sequence > through || isOnDisk),
    async read(waiting) {
      return waiting.body ?? spool.read(waiting.sequence).catch(ifGone);
    },
    async done(waiting, parts = []) {
      forget(waiting);
      const fresh = parts.map(wait);
      const place = all.indexOf(waiting);
      if (place >= 0) all.splice(place, 1, ...fresh);
      if (!waiting.isOnDisk) return;
      onDisk -= bytesOnDisk(waiting.bytes);
      if (fresh.length === 0) await spool.remove(waiting.sequence).catch(() => {});
      // The first part has the number of the whole, whose place it takes once the others are there.
      await inTurn(async () => {
        for (const part of fresh.toReversed()) await persistOne(part).catch(() => {});
      });
    },
    async persist() {
      try {
        await inTurn(persistAll);
        isDiskFull = false;
      } catch (error) {
        isDiskFull = true;
        throw error;
      }
    },
    persistNow() {
      for (const waiting of all) waiting.isOnDisk ||= putNow(waiting);
      return all.filter(waiting => !waiting.isOnDisk).length;
    },
  };
  return queue;
}

function ifGone(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
