import { setImmediate } from 'node:timers/promises';
import { prepareFolder } from '../database/sqlite/prepare-folder.ts';
import { openBulkWriter } from '../database/sqlite/write/bulk-writer.ts';
import { createDemoFacts } from './sample-runs.ts';

const runsAtOnce = 200;

export type DemoStoreOptions = {
  /** A file that does not exist yet. */
  readonly path: string;
  /** How many runs; from 131 on there is one of everything. */
  readonly size?: number;
  readonly seed?: number;
  /** The moment up to which things happened, epoch ms. The same seed and moment give the same contents. */
  readonly now: number;
  /** Hears of how many runs are written; between its calls the event loop turns. */
  readonly onProgress?: (written: number, size: number) => void;
  /** Stops the work, which rejects with its reason and leaves a file of no use. */
  readonly signal?: AbortSignal;
};

/**
 * Writes the sample: runs that nobody owns, all with payloads, the newest 2,000 with steps and traces.
 * Rejects with an `InspectorError`.
 */
export async function writeDemoStore(options: DemoStoreOptions): Promise<void> {
  const { path, size = 2_000, seed = 1, now, onProgress, signal } = options;
  prepareFolder(path);
  const writer = await openBulkWriter({ path });
  const factsOf = createDemoFacts({ size, seed, now });
  try {
    for (let index = 0; index < size; index += 1) {
      writer.write(factsOf(index));
      if ((index + 1) % runsAtOnce > 0 && index + 1 < size) continue;
      onProgress?.(index + 1, size);
      await setImmediate();
      signal?.throwIfAborted();
    }
  } finally {
    await writer.close();
  }
}
