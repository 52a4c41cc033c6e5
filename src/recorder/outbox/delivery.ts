import { withTimeout } from '../../async/deadline.ts';
import type { RunEvent } from '../../contract/run-events.ts';
import { isFull } from '../../drivers/sqlite/sqlite-error.ts';
import { InspectorError, thrownMessage } from '../../model/errors.ts';
import type { BatchQueue } from './batch-queue.ts';
import type { BatchSender } from './batch-sender.ts';
import type { Batcher } from './batcher.ts';
import type { OutboxParts } from './outbox-parts.ts';
import type { ServerState } from './server-state.ts';

const diskAboveBytes = 4 * 1_024 * 1_024;

type Context = OutboxParts & {
  readonly batcher: Batcher;
  readonly sender: BatchSender;
};

/** Schedules when events become batches, and when batches go to the server or, without it, to the disk. */
export function createDelivery(context: Context) {
  const { batcher, queue, server, sender, folder, timing, report, onBug } = context;
  const { batchMs, batchWhileWaitingMs, patienceMs } = timing;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let diskError: InspectorError | undefined;
  let isStopped = false;
  const waiters = createFlushWaiters(queue, server, () => deliverIn(0));

  function deliverIn(ms: number): void {
    if (isStopped) return;
    const at = performance.now() + ms;
    if (timer && dueAt <= at) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(() => {
      timer = undefined;
      deliver().catch(onBug);
    }, ms).unref();
  }
  async function deliver(): Promise<void> {
    await batcher.seal();
    if (isStopped) return;
    if (server.isFailing() || waiters.wantDisk() || batcher.bytesInMemory() > diskAboveBytes) await persist();
    waiters.settle(diskError);
    await sender.send();
  }
  async function persist(): Promise<void> {
    try {
      await queue.persist();
      diskError = undefined;
    } catch (cause) {
      const isNews = diskError === undefined;
      diskError = toDiskError(cause, folder);
      if (isNews && !isStopped) report(diskError);
    }
  }
  async function drain(timeoutMs = patienceMs): Promise<void> {
    await batcher.seal();
    const waiting = waiters.wait(batcher.lastSequence(), timeoutMs);
    deliverIn(0);
    await waiting;
  }

  return {
    add(events: readonly RunEvent[]) {
      const isFull = batcher.add(events);
      const collectMs = server.isFailing() || sender.isSending() ? batchWhileWaitingMs : batchMs;
      deliverIn(isFull ? 0 : collectMs);
    },
    onProgress() {
      waiters.settle(diskError);
      if (queue.first() || batcher.hasEvents()) deliverIn(server.isFailing() ? batchWhileWaitingMs : 0);
    },
    /** Resolves when all events are sent or, with a slow or unavailable server, on disk; else rejects. */
    drain: () => drain(),
    /** The same, after one more attempt to reach an unavailable server. */
    async drainOnClose() {
      const end = performance.now() + patienceMs;
      await batcher.seal();
      await withTimeout(sender.sendNow(), patienceMs);
      await drain(Math.max(0, end - performance.now()));
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      waiters.end(diskError);
    },
  };
}

function toDiskError(cause: unknown, folder: string): InspectorError {
  const reason = isFull(cause) ? 'no room is left on that disk' : thrownMessage(cause);
  return new InspectorError('conflict', `cannot write unsent batches to ${folder}: ${reason}`, {
    hint: 'they stay in memory as far as there is room, and are lost if the process ends before they are sent',
    cause,
  });
}

type Waiter = { readonly through: number; isPatient: boolean; readonly end: (error?: Error) => void };

/** Calls of `flush` that wait until everything is sent or, while the server is unavailable, on the disk. */
function createFlushWaiters(queue: BatchQueue, server: ServerState, onImpatient: () => void) {
  const waiters = new Set<Waiter>();

  function isSent(through: number): boolean {
    const first = queue.first();
    return !first || first.sequence > through;
  }

  return {
    wait(through: number, patienceMs: number): Promise<void> {
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
    settle(diskError: Error | undefined) {
      for (const waiter of waiters) {
        const isDiskEnough = server.isUnavailable() || !waiter.isPatient;
        if (isSent(waiter.through) || (isDiskEnough && queue.isOnDisk(waiter.through))) waiter.end();
        else if (isDiskEnough && diskError) waiter.end(diskError);
      }
    },
    end(diskError: Error | undefined) {
      for (const waiter of waiters)
        waiter.end(isSent(waiter.through) || queue.isOnDisk(waiter.through) ? undefined : diskError);
    },
  };
}
