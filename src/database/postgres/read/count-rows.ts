import type { RunKind } from '../../../model/run.ts';
import { raw } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { decodeRow } from './run-row.ts';

export type Count = {
  readonly kind: RunKind;
  readonly name: string;
  readonly status: string;
  readonly n: number;
};

/** How many runs there are of each kind, name and status: as many rows as there are names, times few. */
export async function readCountRows(db: Database): Promise<readonly Count[]> {
  const counts = await db.rows<Count>(
    raw(
      'SELECT kind, name, status, sum(n)::float8 AS n FROM counts GROUP BY kind, name, status HAVING sum(n) > 0',
    ),
    'counts',
  );
  return counts.map(decodeRow);
}

export async function readTotal(db: Database): Promise<number> {
  const [row] = await db.rows<{ n: number | null }>(raw('SELECT sum(n)::float8 AS n FROM counts'), 'total');
  return row?.n ?? 0;
}
