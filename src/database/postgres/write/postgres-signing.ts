import type { PoolClient } from 'pg';
import {
  causeColumns,
  type ErrorColumns,
  searchedColumns,
  searchedError,
} from '../../runs/events/error-columns.ts';
import { copiesOfMarks, type FailureAlias, removalsOfMarks } from '../../runs/failures/failure-marks.ts';
import {
  currentSigning,
  type RecordedErrorRow,
  recordedErrorColumns,
  type Signing,
  signedBefore,
} from '../../runs/failures/sign-row.ts';
import { toErrorEntry } from '../../runs/filter/index-entry.ts';
import { toDatabase } from '../database.ts';
import { decodeRow } from '../text-codec.ts';
import { createRowStatement, recordedColumns } from './row-statement.ts';

const rowsAtOnce = 50;

/** Locks runs in the order of every server, and omits those that changed before they were locked. */
function nextRows(signing: Signing): string {
  const waiting = signedBefore(signing);
  return `SELECT r.key, r.search, ${recordedErrorColumns} FROM runs r LEFT JOIN payloads d ON d.key = r.key
    WHERE ${waiting} AND r.key IN (SELECT r.key FROM runs r WHERE ${waiting} LIMIT ${rowsAtOnce})
    ORDER BY r.id FOR UPDATE OF r SKIP LOCKED`;
}

type SignedRow = { readonly key: number; readonly known: ErrorColumns; readonly search: string };

const sign = createRowStatement<SignedRow>(
  'sign-failures',
  [
    { name: 'key', type: 'integer', get: ({ key }) => key },
    { name: 'search', type: 'plain', get: ({ search }) => search },
    ...recordedColumns<SignedRow, ErrorColumns>(causeColumns, ({ known }) => known),
  ],
  rows =>
    `UPDATE runs r SET search = u.search, ${causeColumns.map(({ name }) => `${name} = u.${name}`).join(', ')} FROM ${rows} WHERE r.key = u.key`,
);

/** Inside a transaction, for about `budgetMs`: signs failures of older versions; returns the number. */
export async function signFailures(
  client: PoolClient,
  budgetMs: number,
  signing: Signing = currentSigning,
): Promise<number> {
  const end = performance.now() + budgetMs;
  const fresh: FailureAlias[] = [];
  let count = 0;
  let isDone = false;
  do {
    const rows = await signPage(client, signing, fresh);
    isDone = rows === 0;
    count += rows;
  } while (!isDone && performance.now() < end);
  await moveMarks(client, signing, { fresh, isDone });
  return count;
}

async function signPage(client: PoolClient, signing: Signing, fresh: FailureAlias[]): Promise<number> {
  const { rows } = await client.query<RecordedErrorRow & { key: number; search: string }>(nextRows(signing));
  if (rows.length === 0) return 0;
  const signed = rows.map(({ key, search, ...row }) => {
    const recorded = decodeRow(row);
    const known = signing.sign(recorded);
    return { key, former: recorded.failure, known, search: searchAfter(search, recorded, known) };
  });
  await sign.run(client, signed);
  const kept = await client.query<FailureAlias>(keepAliases, [
    signed.map(({ former }) => former),
    signed.map(({ known }) => known.failure ?? ''),
  ]);
  fresh.push(...kept.rows);
  return rows.length;
}

function searchAfter(search: string, before: RecordedErrorRow, known: ErrorColumns): string {
  const [was, is] = [searchedColumns(before), known].map(columns => toErrorEntry(searchedError(columns)));
  return was === undefined || was === '' ? search : search.replace(was, () => is ?? was);
}

const keepAliases = `
INSERT INTO failure_aliases (former, current) SELECT DISTINCT * FROM unnest($1::text[], $2::text[])
ON CONFLICT DO NOTHING RETURNING former, current`;

async function moveMarks(
  client: PoolClient,
  signing: Signing,
  { fresh, isDone }: { readonly fresh: readonly FailureAlias[]; readonly isDone: boolean },
): Promise<void> {
  const { read } = toDatabase(client);
  for (const copy of await read(copiesOfMarks(signing, fresh))) await client.query(copy);
  const removals = isDone ? await read(removalsOfMarks(signing)) : [];
  if (removals.length === 0 || (await isAnyLeft(client, signing))) return;
  for (const removal of removals) await client.query(removal);
}

/** Rows that another transaction holds are skipped; until they are signed, the marks of groups stay. */
async function isAnyLeft(client: PoolClient, signing: Signing): Promise<boolean> {
  const { rows } = await client.query<{ answer: boolean }>(
    `SELECT EXISTS (SELECT FROM runs r WHERE ${signedBefore(signing)}) AS answer`,
  );
  return rows[0]?.answer === true;
}
