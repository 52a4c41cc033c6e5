import type { Database, Statement } from 'better-sqlite3';
import type { MarkResult } from '../../../contract/failures.ts';
import type { CancelResult } from '../../../contract/run-store.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { type MarkChange, markStatements } from '../../runs/failures/change-marks.ts';
import { runReading } from '../../runs/reading.ts';
import { bumpChange } from '../changes/change-notes.ts';
import { createBatchRecorder } from '../changes/record-batch.ts';
import { createRunCanceler } from '../changes/sqlite-cancel.ts';
import { failuresInOrder } from '../read/sqlite-tables.ts';
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

/** Call it inside a write transaction. */
function changeSqliteMarks(db: Database, change: MarkChange, now: number): MarkResult {
  const writing = { failuresInOrder: raw(failuresInOrder), now: sql`${now}` };
  const statements = runReading(markStatements(change, writing), statement => run(db, statement).all());
  for (const statement of statements) run(db, statement).run();
  bumpChange(db);
  return { type: 'done' };
}

function run(db: Database, { sql: text, values }: Sql): Statement {
  return db.prepare(text).bind(...values);
}
