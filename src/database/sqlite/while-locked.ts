import { sleep } from '../../async/sleep.ts';
import { InspectorError } from '../../model/errors.ts';
import { isBusy, toStoreError } from './sqlite-error.ts';

const lockPatienceMs = 1_000;
const lockRetryMs = 20;

/**
 * Retries for a moment what a lock prevents: another process may be opening or closing the store. Rejects
 * with an `InspectorError` for what SQLite or the file system reports.
 */
export async function whileLocked<T>(path: string, work: () => T | Promise<T>): Promise<T> {
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
