import type { Token } from '../../../contract/served-store.ts';
import { parsePayload } from '../../../model/payload/parse-payload.ts';
import { type TokenRow, toToken } from '../../runs/token-row.ts';
import type { Reader } from '../read/reader.ts';

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
