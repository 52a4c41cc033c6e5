import type { Pool, PoolClient } from 'pg';
import { isBroken } from './postgres-error.ts';

/**
 * Lends a connection of a pool; it is not kept when `work` fails as broken ones do, or says that it is not
 * sound any more.
 */
export async function withPooledClient<T>(
  pool: Pool,
  work: (client: PoolClient, discard: () => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let isSound = true;
  const discard = () => {
    isSound = false;
  };
  // A connection that breaks says so twice: to the question, and here.
  client.on('error', discard);
  try {
    return await work(client, discard);
  } catch (error) {
    if (isBroken(error)) discard();
    throw error;
  } finally {
    client.off('error', discard);
    client.release(!isSound);
  }
}
