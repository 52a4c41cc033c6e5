import type { PoolClient } from 'pg';
import { causeColumns, type ErrorColumns } from '../../runs/events/error-columns.ts';
import { signRow, type UnsignedRow, unsignedColumns } from '../../runs/failures/sign-row.ts';
import { unsigned } from '../../runs/failures/signed-rows.ts';
import { decodeRow } from '../text-codec.ts';
import { createRowStatement, recordedColumns } from './row-statement.ts';

const rowsAtOnce = 50;

/** Locks runs in the order of every server, and leaves out those that changed before they were locked. */
const waiting = `
SELECT r.key, ${unsignedColumns} FROM runs r LEFT JOIN payloads d ON d.key = r.key
WHERE ${unsigned} AND r.key IN (SELECT r.key FROM runs r WHERE ${unsigned} LIMIT ${rowsAtOnce})
ORDER BY r.id FOR UPDATE OF r SKIP LOCKED`;

type SignedRow = { readonly key: number; readonly known: ErrorColumns };

const sign = createRowStatement<SignedRow>(
  'sign-failures',
  [
    { name: 'key', type: 'integer', of: ({ key }) => key },
    ...recordedColumns<SignedRow, ErrorColumns>(causeColumns, ({ known }) => known),
  ],
  rows =>
    `UPDATE runs r SET ${causeColumns.map(({ name }) => `${name} = u.${name}`).join(', ')} FROM ${rows} WHERE r.key = u.key`,
);

/** Signs failures of older versions, inside a transaction, for about `budgetMs`; returns how many. */
export async function signFailures(client: PoolClient, budgetMs: number): Promise<number> {
  const end = performance.now() + budgetMs;
  let count = 0;
  do {
    const { rows } = await client.query<UnsignedRow & { key: number }>(waiting);
    if (rows.length === 0) return count;
    count += rows.length;
    await sign.run(
      client,
      rows.map(row => ({ key: row.key, known: signRow(decodeRow(row)) })),
    );
  } while (performance.now() < end);
  return count;
}
