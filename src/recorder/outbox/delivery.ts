import { setTimeout as delay } from 'node:timers/promises';
import type { RunEvent } from '../../contract/run-events.ts';
import { InspectorError } from '../../model/errors.ts';
import type { ParcelQueue } from './batch-queue.ts';
import type { Sender } from './batch-sender.ts';
import type { Outbox } from './batcher.ts';
import { createWaiters } from './flush-waiters.ts';
import type { CloudTiming } from './outbox-timing.ts';
import type { Contact } from './server-state.ts';

const diskAboveBytes = 4 * 1_024 * 1_024;

/**
 * Brings facts on their way: soon into batches, from there to the server or, while that is not to be had, to
 * the disk.
 */
export type Storing = {
  readonly add: (facts: readonly RunEvent[]) => void;
  /** To be called when the sender got somewhere, or does not get on. */
  readonly onNews: () => void;
  /**
   * Resolves when all that was added is with the server, or on the disk where the server is not to be had or
   * not in time. Rejects when it is neither.
   */
  readonly drain: () => Promise<void>;
  /** The same, after one more try with a server that seems not to be there. */
  readonly drainAtLast: () => Promise<void>;
  readonly stop: () => void;
};

type Context = {
  readonly outbox: Outbox;
  readonly queue: ParcelQueue;
  readonly contact: Contact;
  readonly sender: Sender;
  readonly folder: string;
  readonly timing: CloudTiming;
  readonly tell: (error: InspectorError) => void;
  readonly onBug: (error: unknown) => void;
};

export function createStoring({
  outbox,
  queue,
  contact,
  sender,
  folder,
  timing,
  tell,
  onBug,
}: Context): Storing {
  const { batchMs, batchWhileWaitingMs, patienceMs } = timing;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let diskError: InspectorError | undefined;
  let isStopped = false;
  const waiters = createWaiters(queue, contact, () => storeIn(0));

  function storeIn(ms: number): void {
    if (isStopped) return;
    const at = performance.now() + ms;
    if (timer && dueAt <= at) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(() => {
      timer = undefined;
      store().catch(onBug);
    }, ms).unref();
  }
  async function store(): Promise<void> {
    await outbox.seal();
    if (isStopped) return;
    const needsDisk = contact.isFailing() || waiters.wantDisk() || outbox.bytesInMemory() > diskAboveBytes;
    if (needsDisk) await persist();
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
      if (isNews && !isStopped) tell(diskError);
    }
  }
  async function drain(withinMs = patienceMs): Promise<void> {
    await outbox.seal();
    const waiting = waiters.wait(outbox.lastSequence(), withinMs);
    storeIn(0);
    await waiting;
  }

  return {
    add(facts) {
      const isFull = outbox.add(facts);
      storeIn(isFull ? 0 : contact.isFailing() || sender.isSending() ? batchWhileWaitingMs : batchMs);
    },
    onNews() {
      waiters.settle(diskError);
      if (queue.first() || outbox.hasFacts()) storeIn(contact.isFailing() ? batchWhileWaitingMs : 0);
    },
    drain: () => drain(),
    async drainAtLast() {
      const until = performance.now() + patienceMs;
      await outbox.seal();
      const stop = new AbortController();
      await Promise.race([
        sender.sendNow(),
        delay(patienceMs, undefined, { signal: stop.signal }).catch(() => {}),
      ]);
      stop.abort();
      await drain(Math.max(0, until - performance.now()));
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      waiters.end(diskError);
    },
  };
}

function toDiskError(cause: unknown, folder: string): InspectorError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InspectorError('conflict', `what cannot be sent cannot wait in ${folder}: ${reason}`, {
    hint: 'it waits in memory as far as there is room, and is lost when the process ends before it is sent',
    cause,
  });
}
