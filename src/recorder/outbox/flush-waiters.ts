import type { ParcelQueue } from './batch-queue.ts';
import type { Contact } from './server-state.ts';

/**
 * Those who wait until what they recorded is with the server or, where nothing is to be expected of that, on
 * the disk.
 */
export type Waiters = {
  /** Rejects when it is neither, because the disk does not take it. After `patienceMs` the disk is enough. */
  readonly wait: (through: number, patienceMs: number) => Promise<void>;
  /** Whether somebody is content with the disk. */
  readonly wantDisk: () => boolean;
  /** Looks who need not wait any longer. */
  readonly settle: (diskError: Error | undefined) => void;
  /** Lets nobody wait any longer: what is neither with the server nor on the disk is not going to be. */
  readonly end: (diskError: Error | undefined) => void;
};

type Waiter = {
  readonly through: number;
  isPatient: boolean;
  readonly end: (error?: Error) => void;
};

export function createWaiters(queue: ParcelQueue, contact: Contact, onImpatient: () => void): Waiters {
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
        const isDiskEnough = contact.isLost() || !waiter.isPatient;
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
