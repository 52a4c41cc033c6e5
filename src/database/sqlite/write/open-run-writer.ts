import type { RunWriter } from '../../../contract/run-events.ts';
import { createFailureReport, type Report, reportAsWarning } from '../../runs/background-work.ts';
import { openRecordable } from '../open-database.ts';
import { toStoreError } from '../sqlite-error.ts';
import { whileLocked } from '../while-locked.ts';
import { startIndexing } from './background-indexing.ts';
import { type CommitLoop, createCommitLoop } from './commit-loop.ts';
import { createProcessOwner, type ProcessOwner } from './process-owner.ts';
import { createBatchRecorder } from './record-batch.ts';
import { markLostRuns } from './sqlite-lost-runs.ts';

const busyTimeoutMs = 20;
const cancelPollMs = 100;
const heartbeatMs = 5_000;

/**
 * - `indexing: 'background'` (default) makes text searchable within a second; `'none'` leaves it to the next
 *   writer.
 * - `owner: 'none'` writes runs without an owner, which never become lost (imports, samples).
 * - `onError` receives failures outside of recording, such as marking lost runs; `flush` reports the rest.
 */
export type RunWriterOptions = {
  readonly path: string;
  readonly indexing?: 'background' | 'none';
  readonly owner?: 'process' | 'none';
  readonly onError?: Report;
};

/** Opens a store for recording, and creates it if needed. Rejects with an `InspectorError`. */
export async function openRunWriter(options: RunWriterOptions): Promise<RunWriter> {
  const { path, onError = reportAsWarning } = options;
  const db = openRecordable(path);
  db.pragma(`busy_timeout = ${busyTimeoutMs}`);
  const recorder = createBatchRecorder(db);
  const processOwner = options.owner === 'none' ? undefined : createProcessOwner(db);
  const indexing = options.indexing === 'none' ? undefined : startIndexing(db, onError);
  const loop = createCommitLoop({
    path,
    commit: batch => recorder.commit(batch, () => processOwner?.claim() ?? null),
    onCommitted: () => indexing?.wake(),
  });
  const requests = processOwner && watchCancelRequests(processOwner, createAttempt(path, onError));
  const upkeep = startUpkeep(createAttempt(path, onError), () => {
    processOwner?.heartbeat();
    markLostRuns(db);
  });
  const forgetAtExit = commitAtExit(loop);
  let closing: Promise<void> | undefined;

  async function release(): Promise<void> {
    try {
      await loop.flush();
    } finally {
      forgetAtExit();
      upkeep.stop();
      requests?.stop();
      indexing?.stop();
      await whileLocked(path, () => processOwner?.release()).catch(createFailureReport(onError).failed);
      db.close();
    }
  }

  return {
    write(events) {
      if (!closing) loop.add(events);
    },
    flush: async () => (closing ? closing : loop.flush()),
    onCancelRequested: listener => requests?.listen(listener) ?? (() => {}),
    close() {
      closing ??= release().catch(error => Promise.reject(toStoreError(error, path)));
      return closing;
    },
  };
}

const openLoops = new Set<CommitLoop>();

/** Commits waiting events when the process exits. Returns a function that undoes this. */
function commitAtExit(loop: CommitLoop): () => void {
  if (openLoops.size === 0) process.on('exit', commitAll);
  openLoops.add(loop);
  return () => {
    openLoops.delete(loop);
    if (openLoops.size === 0) process.off('exit', commitAll);
  };
}

function commitAll(): void {
  for (const loop of openLoops) loop.commitNow();
}

function startUpkeep(attempt: Attempt, work: () => void): { readonly stop: () => void } {
  attempt(work);
  const timer = setInterval(() => attempt(work), heartbeatMs).unref();
  return { stop: () => clearInterval(timer) };
}

type Listener = (ids: readonly string[]) => void;

function watchCancelRequests(processOwner: ProcessOwner, attempt: Attempt) {
  const listeners = new Set<Listener>();
  const timer = setInterval(() => {
    if (listeners.size === 0) return;
    const ids = attempt(() => processOwner.takeCancelRequests()) ?? [];
    if (ids.length > 0) for (const listener of listeners) listener(ids);
  }, cancelPollMs).unref();
  return {
    listen(listener: Listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => clearInterval(timer),
  };
}

type Attempt = <T>(work: () => T) => T | undefined;

/** Reports failures instead of throwing, because no failure of a store may end the user's program. */
function createAttempt(path: string, onError: Report): Attempt {
  const { failed, succeeded } = createFailureReport(onError);
  return work => {
    try {
      const result = work();
      succeeded();
      return result;
    } catch (error) {
      failed(toStoreError(error, path));
      return undefined;
    }
  };
}
