import type { Pool } from 'pg';
import type { WriterKeys } from '../../../contract/served-store.ts';
import { withStoreErrors } from '../connect.ts';
import { databaseNow } from './writer-heartbeats.ts';

/** A key is no sign of life: the heartbeat of a writer that exists stays as it is. */
const keepKey = `
INSERT INTO writers AS w (id, heartbeat_at, key_hash) VALUES ($1, ${databaseNow}, $2)
ON CONFLICT (id) DO UPDATE SET key_hash = coalesce(w.key_hash, excluded.key_hash) RETURNING key_hash AS hash`;

const findKey = 'SELECT key_hash AS hash FROM writers WHERE id = $1';

export function createWriterKeys(pool: Pool, url: string): WriterKeys {
  return {
    async keep(writer, hash) {
      const query =
        hash === undefined
          ? { name: 'find-writer-key', text: findKey, values: [writer] }
          : { name: 'keep-writer-key', text: keepKey, values: [writer, hash] };
      const { rows } = await withStoreErrors(url, () => pool.query<{ hash: string | null }>(query));
      return rows[0]?.hash ?? undefined;
    },
  };
}
