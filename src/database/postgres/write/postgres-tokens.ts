import type { Pool } from 'pg';
import { scopes, type Token, type TokenStore } from '../../../contract/served-store.ts';
import { withStoreErrors } from '../connect.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { databaseNow } from './writer-heartbeats.ts';

type Row = {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly hash: string;
  readonly created_at: number;
  readonly revoked_at: number | null;
};

export function createTokenStore(pool: Pool, url: string): TokenStore {
  return {
    async add({ id, name, scopes, hash }) {
      const values = [id, encodeText(name), [...scopes], hash];
      const text = `INSERT INTO tokens (id, name, scopes, hash, created_at) VALUES ($1, $2, $3, $4, ${databaseNow})`;
      await withStoreErrors(url, () => pool.query(text, values));
    },
    async list() {
      const { rows } = await withStoreErrors(url, () =>
        pool.query<Row>('SELECT * FROM tokens ORDER BY created_at, id'),
      );
      return rows.map(row => toToken(row));
    },
    async find(id) {
      const { rows } = await withStoreErrors(url, () =>
        pool.query<Row>({
          name: 'find-token',
          text: 'SELECT * FROM tokens WHERE id = $1',
          values: [encodeText(id)],
        }),
      );
      return rows[0] && { ...toToken(rows[0]), hash: rows[0].hash };
    },
    async revoke(id) {
      const text = `UPDATE tokens SET revoked_at = ${databaseNow} WHERE id = $1 AND revoked_at IS NULL`;
      const { rowCount } = await withStoreErrors(url, () => pool.query(text, [encodeText(id)]));
      return rowCount === 1;
    },
  };
}

function toToken(row: Row): Token {
  const token = {
    id: row.id,
    name: decodeText(row.name),
    scopes: scopes.filter(scope => row.scopes.includes(scope)),
    createdAt: row.created_at,
  };
  return row.revoked_at === null ? token : { ...token, revokedAt: row.revoked_at };
}
