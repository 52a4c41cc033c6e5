import { sleep } from '../../../async/sleep.ts';
import { addEvent, createEventBatch, type EventBatch } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import { InspectorError } from '../../../model/errors.ts';
import { isBusy, toStoreError } from '../sqlite-error.ts';
import type { RefusedRun } from './record-batch.ts';

const batchMs = 12;
const busyRetryMs = 10;
const failureRetryMs = 1_000;
const flushPatienceMs = 10_000;
const factsAtOnce = 4_000;

/**
 * What may wait for a disk that takes nothing; what comes later is dropped, counted and reported by `flush`.
 */
const maxWaiting = { facts: 200_000, chars: 256 * 1_024 * 1_024 };

export type CommitLoop = {
  readonly add: (facts: readonly RunEvent[]) => void;
  readonly flush: () => Promise<void>;
  /** Commits what waits, at once, and says nothing of failures: for the end of the process. */
  readonly commitNow: () => void;
};

type CommitLoopOptions = {
  readonly path: string;
  readonly commit: (batch: EventBatch) => readonly RefusedRun[];
  readonly onCommitted: () => void;
};

/** Gathers facts and commits them together, soon; tries again for as long as the store cannot take them. */
export function createCommitLoop({ path, commit, onCommitted }: CommitLoopOptions): CommitLoop {
  let batch = createEventBatch();
  let timer: NodeJS.Timeout | undefined;
  let failure: { readonly error: unknown; readonly isBusy: boolean } | undefined;
  let refused: RefusedRun[] = [];
  let dropped = 0;

  function schedule(ms: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      tryCommit();
    }, ms);
    if (failure && !failure.isBusy) timer.unref();
  }

  function tryCommit(): boolean {
    if (batch.events === 0) return true;
    try {
      refused.push(...commit(batch));
    } catch (error) {
      failure = { error: toStoreError(error, path), isBusy: isBusy(error) };
      schedule(failure.isBusy ? busyRetryMs : failureRetryMs);
      return false;
    }
    failure = undefined;
    batch = createEventBatch();
    onCommitted();
    return true;
  }

  function report(): void {
    if (refused.length === 0 && dropped === 0) return;
    const error = lossError(path, refused, dropped);
    refused = [];
    dropped = 0;
    throw error;
  }

  return {
    add(facts) {
      for (const fact of facts) {
        if (batch.events >= maxWaiting.facts || batch.chars >= maxWaiting.chars) dropped += 1;
        else addEvent(batch, fact);
      }
      if (batch.events >= factsAtOnce && !failure) tryCommit();
      if (batch.events > 0) schedule(batchMs);
    },
    async flush() {
      const deadline = performance.now() + flushPatienceMs;
      while (!tryCommit()) {
        if (!failure?.isBusy || performance.now() > deadline) throw failure?.error;
        await sleep(busyRetryMs);
      }
      report();
    },
    commitNow: () => void tryCommit(),
  };
}

function lossError(path: string, refused: readonly RefusedRun[], dropped: number): InspectorError {
  const [first] = refused;
  const reason = first?.error instanceof Error ? first.error.message : String(first?.error);
  const message = first
    ? `${refused.length} of the runs could not be recorded in ${path}, the first is ${first.id}: ${reason}`
    : `${dropped} facts were dropped while ${path} could not be written`;
  return new InspectorError('conflict', message, {
    hint: 'everything else was recorded',
    cause: first?.error,
  });
}
