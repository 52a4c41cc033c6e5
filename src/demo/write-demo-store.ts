import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import { openSampleWriter } from '../database/sqlite/write/sample-writer.ts';
import { createSampleRuns } from './sample-runs.ts';

const runsAtOnce = 200;
const settledAtOnce = 2_000;

type DemoStoreOptions = {
  /** A file that does not exist yet. */
  readonly path: string;
  /** The number of runs; a sample of 131 or more has one of everything. */
  readonly size?: number;
  readonly seed?: number;
  /** The time at which the sample ends, epoch ms. The same seed and time give the same contents. */
  readonly now: number;
  readonly onProgress?: (written: number, size: number) => void;
  /** Makes the function reject with the signal's reason and leave an incomplete file. */
  readonly signal?: AbortSignal;
};

/** Writes a sample of runs without an owner to a store's file. Rejects with an `InspectorError`. */
export async function writeDemoStore(options: DemoStoreOptions): Promise<void> {
  const { path, size = 2_000, seed = 1, now, onProgress, signal } = options;
  const writer = await openSampleWriter(path);
  const eventsOf = createSampleRuns({ size, seed, now });
  try {
    for (let index = 0; index < size; index += 1) {
      writer.write(eventsOf(index));
      if ((index + 1) % runsAtOnce > 0 && index + 1 < size) continue;
      onProgress?.(index + 1, size);
      await yieldToEventLoop();
      if ((index + 1) % settledAtOnce === 0 || index + 1 === size) await writer.settle();
      signal?.throwIfAborted();
    }
  } finally {
    await writer.close();
  }
}
