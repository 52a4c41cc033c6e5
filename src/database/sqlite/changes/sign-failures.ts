import type { Database } from 'better-sqlite3';
import { isDamaged } from '../../../drivers/sqlite/sqlite-error.ts';
import type { Sql } from '../../../query-sql/sql-template.ts';
import { causeColumns } from '../../runs/events/error-columns.ts';
import { copiesOfMarks, type FailureAlias, removalsOfMarks } from '../../runs/failures/failure-marks.ts';
import {
  currentSigning,
  type RecordedErrorRow,
  recordedErrorColumns,
  type Signing,
  signedBefore,
} from '../../runs/failures/sign-row.ts';
import { type Reading, runReading } from '../../runs/reading.ts';
import { createCellCheck } from '../cell-check.ts';
import { bindColumns } from './sqlite-parts.ts';
import { bumpChange } from './sqlite-rows.ts';

const pageSize = 32;

const recordedError = `SELECT ${recordedErrorColumns} FROM runs r LEFT JOIN details d ON d.key = r.key WHERE r.key = ?`;

/**
 * Signs failures of older versions again, and moves notes and mutes to their new ids. Failures that cannot be
 * read stay as they are; the first is reported.
 */
export function createFailureSigner(
  db: Database,
  onDamaged: (error: unknown) => void,
  signing: Signing = currentSigning,
) {
  const next = db
    .prepare<[string], number>(
      `SELECT r.key FROM runs r INDEXED BY runs_failure
      WHERE ${signedBefore(signing)} AND r.key NOT IN (SELECT value FROM json_each(?)) LIMIT ${pageSize}`,
    )
    .pluck();
  const row = db.prepare<[number], RecordedErrorRow>(recordedError);
  const check = createCellCheck(row);
  const sign = db.prepare(
    `UPDATE runs SET ${causeColumns.map(({ name }) => `${name} = ?`).join(', ')} WHERE key = ?`,
  );
  const enqueue = db.prepare('INSERT OR IGNORE INTO unindexed VALUES (?)');
  const keepAlias = db.prepare('INSERT OR IGNORE INTO failure_aliases (former, current) VALUES (?, ?)');
  const damaged = new Set<number>();
  const read = <Result>(reading: Reading<Result>) =>
    runReading(reading, ({ sql, values }) => db.prepare(sql).all(...values));
  const write = ({ sql, values }: Sql) => db.prepare(sql).run(...values);

  const nextKeys = () => next.all(JSON.stringify([...damaged]));

  function readRow(key: number): RecordedErrorRow | undefined {
    try {
      const found = row.get(key);
      return found && check(found);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      if (damaged.size === 0) onDamaged(error);
      damaged.add(key);
      return undefined;
    }
  }

  function signPage(keys: readonly number[], fresh: FailureAlias[]): void {
    for (const key of keys) {
      const found = readRow(key);
      if (!found) continue;
      const columns = signing.sign(found);
      sign.run(...bindColumns(causeColumns, columns), key);
      const hasOtherCause =
        columns.causeName !== found.cause_name || columns.causeMessage !== found.cause_message;
      if (hasOtherCause) enqueue.run(key);
      const alias = { former: found.failure, current: columns.failure ?? '' };
      if (keepAlias.run(alias.former, alias.current).changes > 0) fresh.push(alias);
    }
  }

  const signSome = db.transaction((budgetMs: number) => {
    const end = performance.now() + budgetMs;
    const fresh: FailureAlias[] = [];
    let keys = nextKeys();
    do {
      signPage(keys, fresh);
      keys = nextKeys();
    } while (keys.length > 0 && performance.now() < end);
    for (const copy of read(copiesOfMarks(signing, fresh))) write(copy);
    if (keys.length > 0) return true;
    for (const removal of read(removalsOfMarks(signing))) write(removal);
    // Groups have other ids now.
    bumpChange(db);
    return false;
  });
  return {
    /** Signs failures in one transaction of about `budgetMs`; returns whether some are left. */
    signSome: (budgetMs: number) => nextKeys().length > 0 && signSome.immediate(budgetMs),
  };
}
