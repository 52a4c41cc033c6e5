import { formatBytes } from '../../model/text/formats.ts';
import type { CountedBatch } from './batch-body.ts';
import type { Spool } from './spool.ts';
import { bytesOnDisk, ifMissing } from './spool-files.ts';

/** The limit of queued bytes in memory while the disk is full, unless the limit for the disk is lower. */
const mostInMemory = 16 * 1_024 * 1_024;

export type QueuedBatch = {
  readonly sequence: number;
  readonly events: number;
  readonly bytes: number;
  body?: Buffer;
  isOnDisk: boolean;
};

export type BatchQueue = ReturnType<typeof createBatchQueue>;

export function createBatchQueue(spool: Spool, maxDiskBytes: number) {
  const most = Math.min(mostInMemory, maxDiskBytes);
  const all: QueuedBatch[] = [];
  let inMemory = 0;
  let onDisk = 0;
  let isDiskFull = false;
  let lastWrite: Promise<unknown> = Promise.resolve();

  function toQueued({ sequence, body, events }: CountedBatch): QueuedBatch {
    inMemory += body.length;
    return { sequence, events, bytes: body.length, body, isOnDisk: false };
  }
  function dropBody(batch: QueuedBatch): void {
    if (batch.body) inMemory -= batch.body.length;
    batch.body = undefined;
  }
  /** One after the other: two concurrent writes of one batch could leave none. */
  function afterLastWrite(work: () => Promise<void>): Promise<void> {
    const write = lastWrite.then(work);
    lastWrite = write.catch(() => {});
    return write;
  }
  async function persistOne(batch: QueuedBatch): Promise<void> {
    const { sequence, body } = batch;
    if (!body || batch.isOnDisk) return;
    await spool.put({ sequence, body });
    if (!all.includes(batch)) return spool.remove(sequence);
    batch.isOnDisk = true;
    onDisk += bytesOnDisk(body.length);
    if (batch !== all[0]) dropBody(batch);
  }
  async function persistAll(): Promise<void> {
    for (const batch of [...all]) {
      if (batch.isOnDisk) continue;
      if (onDisk + queue.bytesOfOthers + bytesOnDisk(batch.bytes) > maxDiskBytes)
        throw new Error(`at most ${formatBytes(maxDiskBytes)} may wait there`);
      await persistOne(batch);
    }
  }
  function putSync({ sequence, body }: QueuedBatch): boolean {
    if (!body) return false;
    try {
      spool.putSync({ sequence, body });
      return true;
    } catch {
      return false;
    }
  }

  const queue = {
    /** Bytes of other recorders on this machine on the disk for the same server. */
    bytesOfOthers: 0,
    push(batch: CountedBatch): boolean {
      if (isDiskFull && inMemory + batch.body.length > most) return false;
      all.push(toQueued(batch));
      return true;
    },
    first: (): QueuedBatch | undefined => all[0],
    bytesInMemory: () => inMemory,
    bytesOnDisk: () => onDisk,
    isOnDisk: (through: number) => all.every(({ sequence, isOnDisk }) => sequence > through || isOnDisk),
    async read(batch: QueuedBatch): Promise<Buffer | undefined> {
      return batch.body ?? spool.read(batch.sequence).catch(ifMissing);
    },
    /** Removes a batch, or replaces it by its parts. */
    async remove(batch: QueuedBatch, parts: readonly CountedBatch[] = []) {
      dropBody(batch);
      const queued = parts.map(toQueued);
      const place = all.indexOf(batch);
      if (place >= 0) all.splice(place, 1, ...queued);
      if (!batch.isOnDisk) return;
      onDisk -= bytesOnDisk(batch.bytes);
      if (queued.length === 0) await spool.remove(batch.sequence).catch(() => {});
      // The last part replaces the file of the whole batch.
      await afterLastWrite(async () => {
        for (const part of queued) await persistOne(part).catch(() => {});
      });
    },
    async persist() {
      try {
        await afterLastWrite(persistAll);
        isDiskFull = false;
      } catch (error) {
        isDiskFull = true;
        throw error;
      }
    },
    /** Without a limit. Returns how many batches cannot be written. */
    persistSync() {
      for (const batch of all) batch.isOnDisk ||= putSync(batch);
      return all.filter(batch => !batch.isOnDisk).length;
    },
  };
  return queue;
}
