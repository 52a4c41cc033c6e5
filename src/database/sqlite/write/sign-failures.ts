import type { Database } from 'better-sqlite3';
import { causeColumns } from '../../runs/events/error-columns.ts';
import { signRow, type UnsignedRow, unsignedColumns } from '../../runs/failures/sign-row.ts';
import { unsigned } from '../../runs/failures/signed-rows.ts';
import { createCellCheck } from '../cell-check.ts';
import { isDamaged } from '../sqlite-error.ts';
import { bindColumns } from './bind-columns.ts';
import { bumpChange } from './bump-change.ts';

export type FailureSigner = {
  /** Signs failures in one transaction of about `budgetMs`; returns whether some are left. */
  readonly signSome: (budgetMs: number) => boolean;
};

const pageSize = 32;

const waiting = `
SELECT r.key FROM runs r INDEXED BY runs_unsigned
WHERE ${unsigned} AND r.key NOT IN (SELECT value FROM json_each(?)) LIMIT ${pageSize}`;

const told = `SELECT ${unsignedColumns} FROM runs r LEFT JOIN details d ON d.key = r.key WHERE r.key = ?`;

/**
 * Fills in what rows of older versions do not know of their failures. Those that cannot be read stay as they
 * are; the first of them is reported.
 */
export function createFailureSigner(db: Database, onDamaged: (error: unknown) => void): FailureSigner {
  const next = db.prepare<[string], number>(waiting).pluck();
  const row = db.prepare<[number], UnsignedRow>(told);
  const check = createCellCheck(row);
  const sign = db.prepare(
    `UPDATE runs SET ${causeColumns.map(({ name }) => `${name} = ?`).join(', ')} WHERE key = ?`,
  );
  const damaged = new Set<number>();

  const isAnyLeft = () => next.get(JSON.stringify([...damaged])) !== undefined;

  function read(key: number): UnsignedRow | undefined {
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

  function signNext(): void {
    for (const key of next.all(JSON.stringify([...damaged]))) {
      const found = read(key);
      if (found) sign.run(...bindColumns(causeColumns, signRow(found)), key);
    }
  }

  const signSome = db.transaction((budgetMs: number) => {
    const end = performance.now() + budgetMs;
    do {
      signNext();
      if (!isAnyLeft()) {
        // Groups may have other ids now.
        bumpChange(db);
        return false;
      }
    } while (performance.now() < end);
    return true;
  });
  return { signSome: budgetMs => isAnyLeft() && signSome.immediate(budgetMs) };
}
