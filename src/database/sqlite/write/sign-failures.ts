import type { Database } from 'better-sqlite3';
import { errorColumns } from '../../runs/events/run-state.ts';
import { createCellCheck } from '../cell-check.ts';

export type FailureSigner = {
  /** Signs failures in one transaction of about `budgetMs`; returns whether some are left. */
  readonly signSome: (budgetMs: number) => boolean;
};

type Row = {
  readonly key: number;
  readonly run: string;
  readonly name: string | null;
  readonly message: string | null;
  readonly stepName: string | null;
  readonly value: string | null;
  readonly code: string | null;
  readonly stack: string | null;
};

const pageSize = 32;

const waiting = `
SELECT r.key, r.name AS run, r.error_name AS name, coalesce(d.error_message, r.error_message) AS message, r.error_step AS stepName,
  d.error_value AS value, d.error_code AS code, d.error_stack AS stack
FROM runs r INDEXED BY runs_unsigned LEFT JOIN details d ON d.key = r.key
WHERE r.status = 'failed' AND r.failure IS NULL LIMIT ${pageSize}`;

/** Fills in what rows of older versions do not know of their failures. */
export function createFailureSigner(db: Database): FailureSigner {
  const next = db.prepare<[], Row>(waiting);
  const check = createCellCheck(next);
  const sign = db.prepare(
    'UPDATE runs SET cause_code = ?, cause_name = ?, cause_message = ?, failure = ? WHERE key = ?',
  );

  function signRow(row: Row): void {
    const { key, run, ...told } = check(row);
    const known = errorColumns(run, withoutNulls(told));
    sign.run(known.causeCode, known.causeName, known.causeMessage, known.failure, key);
  }

  const signSome = db.transaction((budgetMs: number) => {
    const end = performance.now() + budgetMs;
    do {
      const rows = next.all();
      rows.forEach(signRow);
      if (rows.length < pageSize) return false;
    } while (performance.now() < end);
    return true;
  });
  return { signSome: budgetMs => next.get() !== undefined && signSome.immediate(budgetMs) };
}

type Present<Row> = { readonly [Name in keyof Row]?: Exclude<Row[Name], null> };

function withoutNulls<Row extends object>(row: Row): Present<Row> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Present<Row>;
}
