import type { ClientBase, Pool } from 'pg';
import type { WriterKeys } from '../../../contract/served-store.ts';
import { databaseNow, withStoreErrors } from '../database.ts';
import { restoreLostRuns } from './write-changes.ts';

const claim = `
INSERT INTO writers AS w (id, sequence, heartbeat_at) VALUES ($1, $2, ${databaseNow})
ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, heartbeat_at = excluded.heartbeat_at
  WHERE w.sequence < excluded.sequence
RETURNING is_lost`;

const heartbeat = `
UPDATE writers SET heartbeat_at = ${databaseNow}
WHERE id IN (SELECT id FROM writers WHERE id = ANY ($1) ORDER BY id FOR UPDATE) RETURNING id, is_lost`;

const firstHeartbeat = `
INSERT INTO writers AS w (id, heartbeat_at) VALUES ($1, ${databaseNow})
ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at RETURNING is_lost`;

/** Records a heartbeat; returns whether the batch is new: no batch of its number or later is stored. */
export async function claimSequence(client: ClientBase, writer: string, sequence: number): Promise<boolean> {
  const { rows } = await client.query<{ is_lost: boolean }>({
    name: 'claim-sequence',
    text: claim,
    values: [writer, sequence],
  });
  const [row] = rows;
  if (row === undefined) await recordHeartbeat(client, [writer]);
  else if (row.is_lost) await restoreLostRuns(client, [writer]);
  return row !== undefined;
}

/** Returns whether runs of these writers were lost and are restored. */
export async function recordHeartbeat(client: ClientBase, writers: readonly string[]): Promise<boolean> {
  const { rows } = await client.query<{ id: string; is_lost: boolean }>({
    name: 'heartbeat',
    text: heartbeat,
    values: [[...writers]],
  });
  const lost = rows.filter(row => row.is_lost).map(({ id }) => id);
  if (lost.length > 0) await restoreLostRuns(client, lost);
  return lost.length > 0;
}

/** Like `recordHeartbeat`, for a writer that may have recorded nothing yet. */
export async function recordFirstHeartbeat(client: ClientBase, writer: string): Promise<boolean> {
  const { rows } = await client.query<{ is_lost: boolean }>({
    name: 'first-heartbeat',
    text: firstHeartbeat,
    values: [writer],
  });
  const isLost = rows[0]?.is_lost === true;
  if (isLost) await restoreLostRuns(client, [writer]);
  return isLost;
}

/** A key is no sign of life: the heartbeat of a writer that exists stays as it is. */
const keepKey = `
INSERT INTO writers AS w (id, heartbeat_at, key_hash) VALUES ($1, ${databaseNow}, $2)
ON CONFLICT (id) DO UPDATE SET key_hash = coalesce(w.key_hash, excluded.key_hash) RETURNING key_hash AS hash`;

export function createWriterKeys(pool: Pool, url: string): WriterKeys {
  return {
    async keep(writer, hash) {
      const query = { name: 'keep-writer-key', text: keepKey, values: [writer, hash] };
      const { rows } = await withStoreErrors(url, () => pool.query<{ hash: string }>(query));
      const [row] = rows;
      if (!row) throw new Error('keeping the key of a writer returned no row');
      return row.hash;
    },
  };
}
