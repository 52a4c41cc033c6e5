import type { Database } from 'better-sqlite3';
import type { MarkResult } from '../../../contract/failure-marks.ts';
import type { CancelResult } from '../../../contract/run-store.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
import type { NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { markColumns, markValues } from '../../runs/failures/read-failure-marks.ts';
import { bumpChange } from '../changes/change-notes.ts';
import { createBatchRecorder } from '../changes/record-batch.ts';
import { createRunCanceler } from '../changes/sqlite-cancel.ts';
import { createRunStarters } from '../starts/start-run.ts';

/** What the inspector writes into a store, inside a transaction of `createGroupCommit`. */
export type Writes = {
  readonly cancel: (id: string, by: string | undefined) => CancelResult;
  readonly start: (request: StartRequest) => StartResult;
  readonly mark: (change: MarkChange) => MarkResult;
};

export function createWrites(db: Database): Writes {
  const now = Date.now();
  let cancel: Writes['cancel'] | undefined;
  let start: Writes['start'] | undefined;
  return {
    cancel(id, by) {
      cancel ??= createRunCanceler(db, now);
      return cancel(id, by);
    },
    start(request) {
      start ??= createRunStarters(db, createBatchRecorder(db))(now);
      return start(request);
    },
    mark: change => changeSqliteMarks(db, change, now),
  };
}

export type MarkChange =
  | { readonly act: 'put'; readonly mark: NewFailureMark; readonly by?: string }
  | { readonly act: 'remove'; readonly failureId: string };

/** Call it inside a write transaction. */
function changeSqliteMarks(db: Database, change: MarkChange, now: number): MarkResult {
  write(db, change, now);
  bumpChange(db);
  return { type: 'done' };
}

function write(db: Database, change: MarkChange, now: number): void {
  if (change.act === 'remove') {
    db.prepare('DELETE FROM failure_marks WHERE failure = ?').run(change.failureId);
    return;
  }
  const places = [...markColumns, 'made_at'].map(() => '?').join();
  db.prepare(`INSERT OR REPLACE INTO failure_marks (${markColumns.join()}, made_at) VALUES (${places})`).run(
    ...markValues(change.mark, change.by),
    now,
  );
}
