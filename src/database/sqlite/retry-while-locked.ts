import { sleep } from '../../async/sleep.ts';
import { InspectorError } from '../../model/errors.ts';
import { isBusy, toStoreError } from './sqlite-error.ts';

const lockPatienceMs = 1_000;
const lockRetryMs = 20;

/** Retries for a moment while another process holds the lock. Rejects with an `InspectorError`. */
export async function retryWhileLocked<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + lockPatienceMs;
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      const error = toStoreError(thrown, path);
      const isLocked = error instanceof InspectorError && isBusy(error.cause);
      if (!isLocked || performance.now() > end) throw error;
      await sleep(lockRetryMs);
    }
  }
}
