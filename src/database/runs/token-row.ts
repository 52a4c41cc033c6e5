import { scopes, type Token } from '../../contract/served-store.ts';

export type TokenRow = {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly created_at: number;
  readonly revoked_at: number | null;
};

/** Omits scopes unknown to this version. */
export function toToken(row: TokenRow, stored: readonly unknown[]): Token {
  return {
    id: row.id,
    name: row.name,
    scopes: scopes.filter(scope => stored.includes(scope)),
    createdAt: row.created_at,
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}
