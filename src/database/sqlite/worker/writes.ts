import type { Database, Statement } from 'better-sqlite3';
import type { MarkResult } from '../../../contract/failures.ts';
import type { CancelResult } from '../../../contract/run-store.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
import { InspectorError } from '../../../model/errors.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { type MarkChange, markStatements } from '../../runs/failures/failure-marks.ts';
import { runReading } from '../../runs/reading.ts';
import { createRunCanceler } from '../changes/change-runs.ts';
import { createBatchRecorder } from '../changes/record-batch.ts';
import { bumpChange } from '../changes/sqlite-rows.ts';
import { openWritable } from '../open-database.ts';
import { failuresInOrder } from '../read/sqlite-tables.ts';
import { createRunStarters } from '../starts/claims.ts';
import { toOwnStoreError } from '../store-error.ts';

export function createWrites(db: Database) {
  const now = Date.now();
  let cancel: ReturnType<typeof createRunCanceler> | undefined;
  let start: ((request: StartRequest) => StartResult) | undefined;
  return {
    cancel(id: string, by: string | undefined): CancelResult {
      cancel ??= createRunCanceler(db, now);
      return cancel(id, by);
    },
    start(request: StartRequest): StartResult {
      start ??= createRunStarters(db, createBatchRecorder(db))(now);
      return start(request);
    },
    mark: (change: MarkChange) => changeSqliteMarks(db, change, now),
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

const busyTimeoutMs = 3_000;
/** A commit blocks the reads of this thread, and every other writer. */
const mostAtOnce = 100;

type Refusal = { readonly type: 'refused'; readonly reason: string };

/** Resolves after the commit. A read-only store refuses; a locked store is a failure. */
type GroupCommit<Writes> = <Result>(work: (writes: Writes) => Result) => Promise<Result | Refusal>;

type Waiting<Writes> = {
  readonly work: (writes: Writes) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
};

/**
 * Commits the writes that wait together in one transaction; one that fails is undone alone, but where the
 * file fails, nothing is written. `createWrites` is called for each transaction.
 */
export function createGroupCommit<Writes>(
  path: string,
  createWrites: (db: Database) => Writes,
): GroupCommit<Writes> {
  const waiting: Waiting<Writes>[] = [];

  function settleSoon(): void {
    setImmediate(() => {
      const group = waiting.splice(0, mostAtOnce);
      if (waiting.length > 0) settleSoon();
      commit(group);
    });
  }

  function commit(group: readonly Waiting<Writes>[]): void {
    let db: Database | undefined;
    const fail = ({ resolve, reject }: Waiting<Writes>, thrown: unknown): void => {
      const error = toOwnStoreError(thrown, path);
      const isRefused = db && error instanceof InspectorError && error.kind === 'unreadable';
      if (isRefused) resolve({ type: 'refused', reason: error.message } satisfies Refusal);
      else reject(error);
    };
    try {
      db = openWritable(path, busyTimeoutMs);
      for (const settle of writeAll(db, createWrites, group, fail)) settle();
    } catch (thrown) {
      for (const one of group) fail(one, thrown);
    } finally {
      db?.close();
    }
  }

  return <Result>(work: (writes: Writes) => Result) =>
    new Promise<Result | Refusal>((resolve, reject) => {
      if (waiting.length === 0) settleSoon();
      waiting.push({ work, resolve: value => resolve(value as Result | Refusal), reject });
    });
}

/** Returns what settles each write, to be called after the commit. */
function writeAll<Writes>(
  db: Database,
  createWrites: (db: Database) => Writes,
  group: readonly Waiting<Writes>[],
  fail: (one: Waiting<Writes>, error: unknown) => void,
): readonly (() => void)[] {
  const write = db.transaction((work: () => unknown) => work());
  return db
    .transaction(() => {
      const writes = createWrites(db);
      return group.map(one => {
        try {
          const value = write(() => one.work(writes));
          return () => one.resolve(value);
        } catch (error) {
          // SQLite gives up the whole transaction where it cannot go on, as on a full disk.
          if (!db.inTransaction) throw error;
          return () => fail(one, error);
        }
      });
    })
    .immediate();
}
