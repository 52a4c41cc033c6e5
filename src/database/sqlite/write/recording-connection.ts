import type { EventBatch } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import type { Report } from '../../runs/background-work.ts';
import { markLostRuns } from '../changes/change-runs.ts';
import { createProcessOwner } from '../changes/process-owner.ts';
import { createBatchRecorder, type RefusedRun } from '../changes/record-batch.ts';
import { openRecordable } from '../open-database.ts';
import { createOwnStarts, type OwnStarts } from '../starts/start-queue.ts';
import { readActiveRuns } from './active-run-events.ts';
import { startIndexing } from './background-indexing.ts';

/** SQLite looks again after 1, 2 and 5 ms; then the program goes on, and the commit is tried again later. */
const busyTimeoutMs = 8;

/** One file that a recorder writes. Every call may throw SQLite's errors. */
export type RecordingConnection = {
  /** Returns the runs that SQLite refuses. */
  readonly commit: (batch: EventBatch) => readonly RefusedRun[];
  readonly hasCommitted: () => boolean;
  /** The id of this process in the file; absent before the first commit. */
  readonly ownerId: () => number | undefined;
  /** The events that record this owner's active runs in another file. */
  readonly activeRuns: () => readonly RunEvent[];
  readonly takeCancelRequests: () => readonly string[];
  /** Absent without an owner. */
  readonly starts?: OwnStarts;
  readonly upkeep: () => void;
  /** Moves everything from the `-wal` file into the store's file. */
  readonly checkpoint: () => void;
  readonly stopIndexing: () => void;
  /** Removes this process from the store's owners when none of its runs is active. */
  readonly releaseOwner: () => void;
  readonly close: () => void;
};

type RecordingOptions = {
  readonly path: string;
  readonly indexing?: 'background' | 'none';
  readonly owner?: 'process' | 'none';
};

/** `ownerId`: of an earlier connection of this recorder to the same file. */
export function openRecordingConnection(
  options: RecordingOptions,
  report: Report,
  ownerId?: number,
): RecordingConnection {
  const db = openRecordable(options.path);
  db.pragma(`busy_timeout = ${busyTimeoutMs}`);
  const recorder = createBatchRecorder(db);
  const owner = options.owner === 'none' ? undefined : createProcessOwner(db, ownerId);
  const indexing = options.indexing === 'none' ? undefined : startIndexing(db, report);
  let hasCommitted = ownerId !== undefined;
  return {
    commit(batch) {
      const { refused } = recorder.commit(batch, () => owner?.claim() ?? null);
      hasCommitted = true;
      indexing?.wake();
      return refused;
    },
    hasCommitted: () => hasCommitted,
    ownerId: () => owner?.id(),
    activeRuns() {
      const id = owner?.id();
      return id === undefined ? [] : readActiveRuns(db, id);
    },
    takeCancelRequests: () => owner?.takeCancelRequests() ?? [],
    starts: owner && createOwnStarts(db, owner),
    upkeep() {
      owner?.heartbeat();
      markLostRuns(db);
    },
    checkpoint() {
      if (Number(db.pragma('wal_checkpoint(TRUNCATE)', { simple: true })) > 0)
        throw Object.assign(new Error('the store is being read'), { code: 'SQLITE_BUSY' });
    },
    stopIndexing: () => indexing?.stop(),
    releaseOwner: () => owner?.release(),
    close: () => void db.close(),
  };
}
