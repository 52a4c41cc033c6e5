import { sleep } from '../../../async/sleep.ts';
import { addEvent, createEventBatch, type EventBatch } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import { isBusy } from '../../../drivers/sqlite/sqlite-error.ts';
import { InspectorError, thrownMessage } from '../../../model/errors.ts';
import type { RefusedRun } from '../changes/record-batch.ts';
import { toStoreError } from '../store-error.ts';

const batchMs = 12;
const busyRetryMs = 4;
const failureRetryMs = 1_000;
const flushTimeoutMs = 10_000;
const mostEvents = 4_000;

/** Limits what waits while the store cannot be written; `flush` reports dropped events. */
const maxWaiting = { events: 200_000, chars: 256 * 1_024 * 1_024 };

export type CommitLoop = ReturnType<typeof createCommitLoop>;

type CommitLoopOptions = {
  readonly path: string;
  readonly commit: (batch: EventBatch) => readonly RefusedRun[];
  /** Throws when the store is gone; called before `commit`, and by `flush` also when nothing waits. */
  readonly check?: () => void;
  /** Returns once what was lost apart from these events. */
  readonly takeLoss?: () => InspectorError | undefined;
};

export function createCommitLoop({
  path,
  commit,
  check = () => {},
  takeLoss = () => undefined,
}: CommitLoopOptions) {
  let batch = createEventBatch();
  let timer: NodeJS.Timeout | undefined;
  let failure: { readonly error: unknown; readonly isBusy: boolean } | undefined;
  let refused: RefusedRun[] = [];
  let dropped = 0;
  let isStopped = false;

  function schedule(ms: number): void {
    if (isStopped) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      tryCommit();
    }, ms);
    if (failure && !failure.isBusy) timer.unref();
  }

  function tryCommit(): boolean {
    try {
      check();
      if (batch.events > 0) refused.push(...commit(batch));
    } catch (error) {
      failure = { error: toStoreError(error, path), isBusy: isBusy(error) };
      schedule(failure.isBusy ? busyRetryMs : failureRetryMs);
      return false;
    }
    failure = undefined;
    batch = createEventBatch();
    return true;
  }

  function report(): void {
    const loss = takeLoss();
    if (loss) throw loss;
    if (refused.length === 0 && dropped === 0) return;
    const error = lossError(path, refused, dropped);
    refused = [];
    dropped = 0;
    throw error;
  }

  return {
    add(events: readonly RunEvent[]) {
      for (const event of events) {
        if (batch.events >= maxWaiting.events || batch.chars >= maxWaiting.chars) dropped += 1;
        else addEvent(batch, event);
      }
      if (batch.events >= mostEvents && !failure) tryCommit();
      if (batch.events > 0) schedule(batchMs);
    },
    async flush() {
      const deadline = performance.now() + flushTimeoutMs;
      while (!tryCommit()) {
        if (!failure?.isBusy || performance.now() > deadline) throw failure?.error;
        await sleep(busyRetryMs);
      }
      report();
    },
    /** Commits waiting events at once and reports no failure: for the end of the process. */
    commitNow: () => void tryCommit(),
    /** Gives up what could not be committed: another try would open the file again. */
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

function lossError(path: string, refused: readonly RefusedRun[], dropped: number): InspectorError {
  const [first] = refused;
  const events = dropped === 1 ? 'event was' : 'events were';
  const lost = dropped > 0 && `${dropped} ${events} dropped while ${path} could not be written`;
  const failed =
    first &&
    `${refused.length} of the runs could not be recorded in ${path}; the first is ${first.id}: ${thrownMessage(first.error)}`;
  return new InspectorError('conflict', [lost, failed].filter(Boolean).join(', and '), {
    hint: 'everything else was recorded',
    cause: first?.error,
  });
}
