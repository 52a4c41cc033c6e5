import type { RunWriter } from '../../../contract/run-events.ts';
import { isFull } from '../../../drivers/sqlite/sqlite-error.ts';
import { InspectorError } from '../../../model/errors.ts';
import { createFailureReport, type Report, reportAsWarning } from '../../runs/background-work.ts';
import { createStartQueue, type PolledStartQueue } from '../starts/start-queue.ts';
import { retryWhileLocked, toStoreError } from '../store-error.ts';
import { type CommitLoop, createCommitLoop } from './commit-loop.ts';
import { createRecordedFile, type RecordedFile } from './recorded-file.ts';
import { openRecordingConnection } from './recording-connection.ts';

const cancelPollMs = 100;
const lookMs = 1_000;
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

/** Rejects with an `InspectorError`, but not for a full disk: events wait until there is room. */
export async function openRunWriter(options: RunWriterOptions): Promise<RunWriter> {
  try {
    return startWriter(options);
  } catch (error) {
    throw toStoreError(error, options.path);
  }
}

function startWriter(options: RunWriterOptions): RunWriter {
  const { path, onError = reportAsWarning } = options;
  const file = createRecordedFile({
    path,
    open: owner => openRecordingConnection(options, onError, owner),
    report: onError,
    isNeeded: () => starts?.isListening() ?? false,
  });
  const starts = options.owner === 'none' ? undefined : openStartQueue(path, file, onError);
  openUnlessFull(file);
  const loop = createCommitLoop({
    path,
    check: file.check,
    commit: batch => file.current().commit(batch),
    takeLoss: file.takeLoss,
  });
  const requests =
    options.owner === 'none' ? undefined : watchCancelRequests(file, createAttempt(path, onError));
  const look = createAttempt(path, onError);
  const looking = repeat(lookMs, () => void look(file.check));
  const attempt = createAttempt(path, onError);
  const doUpkeep = () => {
    attempt(() => file.opened()?.upkeep());
    starts?.renew();
  };
  doUpkeep();
  const upkeep = repeat(heartbeatMs, doUpkeep);
  const forgetAtExit = commitAtExit(loop);
  let closing: Promise<void> | undefined;

  async function release(): Promise<void> {
    starts?.stop();
    try {
      await loop.flush();
    } finally {
      loop.stop();
      forgetAtExit();
      for (const one of [upkeep, looking, requests]) one?.stop();
      const connection = file.opened();
      connection?.stopIndexing();
      await retryWhileLocked(path, () => connection?.releaseOwner()).catch(
        createFailureReport(onError).failed,
      );
      file.close();
    }
  }

  return {
    write(events) {
      if (!closing) loop.add(events);
    },
    flush: async () => (closing ? closing : loop.flush()),
    onCancelRequested: listener => requests?.listen(listener) ?? (() => {}),
    starts,
    close() {
      closing ??= release().catch(error => Promise.reject(toStoreError(error, path)));
      return closing;
    },
  };
}

/** On a full disk, the commit loop opens the file later. */
function openUnlessFull(file: RecordedFile): void {
  try {
    file.current();
  } catch (error) {
    if (!(error instanceof InspectorError) || !isFull(error.cause)) throw error;
  }
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

function repeat(everyMs: number, work: () => void): { readonly stop: () => void } {
  const timer = setInterval(work, everyMs).unref();
  return { stop: () => clearInterval(timer) };
}

function openStartQueue(path: string, file: RecordedFile, onError: Report): PolledStartQueue {
  return createStartQueue({
    path,
    opened: () => file.opened()?.starts,
    current: () => file.current().starts,
    attempt: createAttempt(path, onError),
    report: createFailureReport(onError).failed,
  });
}

type Listener = (ids: readonly string[]) => void;

function watchCancelRequests(file: RecordedFile, attempt: Attempt) {
  const listeners = new Set<Listener>();
  const { stop } = repeat(cancelPollMs, () => {
    if (listeners.size === 0) return;
    const ids = attempt(() => file.opened()?.takeCancelRequests()) ?? [];
    if (ids.length > 0) for (const listener of listeners) listener(ids);
  });
  return {
    listen(listener: Listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop,
  };
}

type Attempt = <T>(work: () => T) => T | undefined;

/** Reports failures instead of throwing: no failure of a store may end the user's program. */
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
