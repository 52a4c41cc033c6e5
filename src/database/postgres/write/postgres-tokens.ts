import type { Pool } from 'pg';
import type { Token, TokenStore } from '../../../contract/served-store.ts';
import { type TokenRow, toToken } from '../../runs/token-row.ts';
import { withStoreErrors } from '../store-error.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { databaseNow } from './writer-heartbeats.ts';

type Row = TokenRow & { readonly scopes: readonly string[] };

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
      return rows.map(decodeRow);
    },
    async find(id) {
      const { rows } = await withStoreErrors(url, () =>
        pool.query<Row>({
          name: 'find-token',
          text: 'SELECT * FROM tokens WHERE id = $1',
          values: [encodeText(id)],
        }),
      );
      return rows[0] && { ...decodeRow(rows[0]), hash: rows[0].hash };
    },
    async revoke(id) {
      const text = `UPDATE tokens SET revoked_at = ${databaseNow} WHERE id = $1 AND revoked_at IS NULL`;
      const { rowCount } = await withStoreErrors(url, () => pool.query(text, [encodeText(id)]));
      return rowCount === 1;
    },
  };
}

function decodeRow(row: Row): Token {
  return toToken({ ...row, name: decodeText(row.name) }, row.scopes);
}
