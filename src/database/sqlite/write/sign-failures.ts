import type { Database } from 'better-sqlite3';
import { causeColumns } from '../../runs/events/error-columns.ts';
import { signRow, type UnsignedRow, unsignedColumns } from '../../runs/failures/sign-row.ts';
import { unsigned } from '../../runs/failures/signed-rows.ts';
import { createCellCheck } from '../cell-check.ts';
import { bindColumns } from './bind-columns.ts';
import { bumpChange } from './bump-change.ts';

export type FailureSigner = {
  /** Signs failures in one transaction of about `budgetMs`; returns whether some are left. */
  readonly signSome: (budgetMs: number) => boolean;
};

type Row = UnsignedRow & { readonly key: number };

const pageSize = 32;

const waiting = `
SELECT r.key, ${unsignedColumns} FROM runs r INDEXED BY runs_unsigned LEFT JOIN details d ON d.key = r.key
WHERE ${unsigned} LIMIT ${pageSize}`;

/** Fills in what rows of older versions do not know of their failures. */
export function createFailureSigner(db: Database): FailureSigner {
  const next = db.prepare<[], Row>(waiting);
  const check = createCellCheck(next);
  const sign = db.prepare(
    `UPDATE runs SET ${causeColumns.map(({ name }) => `${name} = ?`).join(', ')} WHERE key = ?`,
  );

  const isAnyLeft = () => next.get() !== undefined;

  function signNext(): void {
    for (const row of next.all()) sign.run(...bindColumns(causeColumns, signRow(check(row))), row.key);
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
