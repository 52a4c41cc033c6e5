import type { Database } from 'better-sqlite3';
import type { MarkResult } from '../../../contract/failure-marks.ts';
import type { NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { markColumns, markValues } from '../../runs/failures/read-failure-marks.ts';
import { bumpChange } from './bump-change.ts';

export type MarkChange =
  | { readonly act: 'put'; readonly mark: NewFailureMark; readonly by?: string }
  | { readonly act: 'remove'; readonly failureId: string };

/** Call it inside a write transaction. */
export function changeSqliteMarks(db: Database, change: MarkChange, now: number): MarkResult {
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
