import type { BatchQueue } from './batch-queue.ts';
import type { ServerState } from './server-state.ts';

/** Calls of `flush` that wait until everything is sent or, while the server is unavailable, on the disk. */
export type FlushWaiters = {
  /** Waits until each batch up to a number is sent or, after `patienceMs`, on the disk; else rejects. */
  readonly wait: (through: number, patienceMs: number) => Promise<void>;
  /** Whether some call now waits for the disk too. */
  readonly wantDisk: () => boolean;
  /** Settles the calls whose batches are sent or stored. */
  readonly settle: (diskError: Error | undefined) => void;
  /** Settles all calls: nothing more will be sent or stored. */
  readonly end: (diskError: Error | undefined) => void;
};

type Waiter = {
  readonly through: number;
  isPatient: boolean;
  readonly end: (error?: Error) => void;
};

export function createFlushWaiters(
  queue: BatchQueue,
  server: ServerState,
  onImpatient: () => void,
): FlushWaiters {
  const waiters = new Set<Waiter>();

  function isSent(through: number): boolean {
    const first = queue.first();
    return !first || first.sequence > through;
  }

  return {
    wait(through, patienceMs) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        waiter.isPatient = false;
        onImpatient();
      }, patienceMs);
      const waiter: Waiter = {
        through,
        isPatient: true,
        end(error) {
          clearTimeout(timer);
          waiters.delete(waiter);
          if (error) reject(error);
          else resolve();
        },
      };
      waiters.add(waiter);
      return promise;
    },
    wantDisk: () => waiters.values().some(waiter => !waiter.isPatient),
    settle(diskError) {
      for (const waiter of waiters) {
        const isDiskEnough = server.isUnavailable() || !waiter.isPatient;
        if (isSent(waiter.through) || (isDiskEnough && queue.isOnDisk(waiter.through))) waiter.end();
        else if (isDiskEnough && diskError) waiter.end(diskError);
      }
    },
    end(diskError) {
      for (const waiter of waiters)
        waiter.end(isSent(waiter.through) || queue.isOnDisk(waiter.through) ? undefined : diskError);
    },
  };
}
