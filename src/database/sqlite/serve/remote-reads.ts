import type { Token } from '../../../contract/served-store.ts';
import { staleClaimMs } from '../../../contract/starts/start-queue.ts';
import { parsePayload } from '../../../model/payload/json-text.ts';
import { type TokenRow, toToken } from '../../runs/token-row.ts';
import type { Reader } from '../read/reader.ts';

/** By remote writer, the ids of its active runs whose cancel was requested. */
export function readCancelRequests(
  reader: Reader,
  writers: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const requested = reader.prepare<{ id: string }>(
    `SELECT id FROM runs INDEXED BY runs_cancel WHERE owner = (SELECT owner FROM writers WHERE id = ?)
       AND cancel_requested_at IS NOT NULL ORDER BY key`,
  );
  const found = new Map<string, readonly string[]>();
  for (const writer of writers) {
    const ids = requested.all(writer).map(row => row.id);
    if (ids.length > 0) found.set(writer, ids);
  }
  return found;
}

/** Keeps the remote writers that offer a workflow with a start that can be claimed. */
export function readWantedWriters(
  reader: Reader,
  writers: readonly string[],
  now: number,
): readonly string[] {
  const wanted = reader.prepare<{ id: string }>(`
    SELECT DISTINCT w.id FROM writers w JOIN offers o ON o.owner = w.owner
    WHERE w.id IN (SELECT value FROM json_each(?)) AND EXISTS (
      SELECT 1 FROM starts s WHERE s.workflow = o.workflow
        AND (s.claimed_by IS NULL OR s.claimed_at < ? OR s.claimed_by NOT IN (SELECT id FROM owners))
    )`);
  return wanted.all(JSON.stringify(writers), now - staleClaimMs).map(({ id }) => id);
}

/** Keeps the remote writers that offer any workflow. */
export function readOfferingWriters(reader: Reader, writers: readonly string[]): readonly string[] {
  const offering = reader.prepare<{ id: string }>(
    'SELECT id FROM writers WHERE id IN (SELECT value FROM json_each(?)) AND owner IN (SELECT owner FROM offers)',
  );
  return offering.all(JSON.stringify(writers)).map(({ id }) => id);
}

type Row = TokenRow & { readonly scopes: string };

/** Oldest first. */
export function listTokens(reader: Reader): readonly Token[] {
  return reader.prepare<Row>('SELECT * FROM tokens ORDER BY created_at, rowid').all().map(decodeRow);
}

export function findToken(reader: Reader, id: string): (Token & { readonly hash: string }) | undefined {
  const row = reader.prepare<Row>('SELECT * FROM tokens WHERE id = ?').get(id);
  return row && { ...decodeRow(row), hash: row.hash };
}

function decodeRow(row: Row): Token {
  const scopes = parsePayload(row.scopes);
  return toToken(row, Array.isArray(scopes) ? scopes : []);
}
