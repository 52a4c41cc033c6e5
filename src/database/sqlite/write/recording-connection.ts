import type { Database } from 'better-sqlite3';
import type { EventBatch } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import { closeOnError } from '../../../drivers/sqlite/open-existing.ts';
import type { Report } from '../../runs/background-work.ts';
import { markLostRuns } from '../changes/change-runs.ts';
import { createProcessOwner } from '../changes/process-owner.ts';
import { createBatchRecorder, type RefusedRun } from '../changes/record-batch.ts';
import { openRecordable } from '../open-database.ts';
import { createOwnStarts } from '../starts/start-queue.ts';
import { readActiveRuns } from './active-run-events.ts';
import { startIndexing } from './background-indexing.ts';

/** SQLite tries again after 1, 2 and 5 ms; then the program goes on, and the commit is repeated later. */
const busyTimeoutMs = 8;

export type RecordingConnection = ReturnType<typeof openRecordingConnection>;

type RecordingOptions = {
  readonly path: string;
  readonly indexing?: 'background' | 'none';
  readonly owner?: 'process' | 'none';
};

/** `ownerId` is that of this recorder's last connection to the file. Calls may throw SQLite's errors. */
export function openRecordingConnection(options: RecordingOptions, report: Report, ownerId?: number) {
  return closeOnError(openRecordable(options.path), db => createConnection(db, options, report, ownerId));
}

function createConnection(db: Database, options: RecordingOptions, report: Report, ownerId?: number) {
  db.pragma(`busy_timeout = ${busyTimeoutMs}`);
  const recorder = createBatchRecorder(db);
  const owner = options.owner === 'none' ? undefined : createProcessOwner(db, ownerId);
  const starts = owner && createOwnStarts(db, owner);
  const indexing = options.indexing === 'none' ? undefined : startIndexing(db, report);
  let hasCommitted = ownerId !== undefined;
  return {
    commit(batch: EventBatch): readonly RefusedRun[] {
      const { refused } = recorder.commit(batch, () => owner?.claim() ?? null);
      hasCommitted = true;
      indexing?.wake();
      return refused;
    },
    hasCommitted: () => hasCommitted,
    /** The id of this process in the file; absent before the first commit. */
    ownerId: () => owner?.id(),
    activeRuns(): readonly RunEvent[] {
      const id = owner?.id();
      return id === undefined ? [] : readActiveRuns(db, id);
    },
    takeCancelRequests: (): readonly string[] => owner?.takeCancelRequests() ?? [],
    starts,
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
