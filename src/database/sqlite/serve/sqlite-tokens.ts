import { type Scope, scopes, type Token } from '../../../contract/served-store.ts';
import { parsePayload } from '../../../model/payload/parse-payload.ts';
import type { Reader } from '../read/reader.ts';

type TokenRow = {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly hash: string;
  readonly created_at: number;
  readonly revoked_at: number | null;
};

/** Oldest first. */
export function listTokens(reader: Reader): readonly Token[] {
  return reader.prepare<TokenRow>('SELECT * FROM tokens ORDER BY created_at, rowid').all().map(toToken);
}

export function findToken(reader: Reader, id: string): (Token & { readonly hash: string }) | undefined {
  const row = reader.prepare<TokenRow>('SELECT * FROM tokens WHERE id = ?').get(id);
  return row && { ...toToken(row), hash: row.hash };
}

function toToken(row: TokenRow): Token {
  const stored = parsePayload(row.scopes);
  const has = (scope: Scope) => Array.isArray(stored) && stored.includes(scope);
  return {
    id: row.id,
    name: row.name,
    scopes: scopes.filter(has),
    createdAt: row.created_at,
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}
