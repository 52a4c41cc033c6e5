import type { Pool, PoolClient } from 'pg';
import { isBroken } from './postgres-error.ts';

/** Runs `work` with a pooled connection, which is closed when it broke or when `work` calls `discard`. */
export async function withPooledClient<T>(
  pool: Pool,
  work: (client: PoolClient, discard: () => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let isReusable = true;
  const discard = () => {
    isReusable = false;
  };
  // A connection that breaks rejects the query, and also emits this event.
  client.on('error', discard);
  try {
    return await work(client, discard);
  } catch (error) {
    if (isBroken(error)) discard();
    throw error;
  } finally {
    client.off('error', discard);
    client.release(!isReusable);
  }
}
