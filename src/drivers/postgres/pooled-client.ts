import type { ClientBase, Pool, PoolClient } from 'pg';
import { sleep } from '../../async/sleep.ts';
import { isBroken } from './postgres-error.ts';

/** The connection is closed when it broke or when `work` calls `discard`. */
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

export async function transact<T>(client: ClientBase, begin: string, work: () => Promise<T>): Promise<T> {
  await client.query(begin);
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** A cancel that arrives before its statement has no effect, so it is repeated. */
const cancelAgainMs = 25;

const ignore = () => {};

/** Connections of `cancels` can cancel a task's statements. `serverPid`: if the client does not know it. */
export function createStatement(cancels: Pool, client: PoolClient, serverPid?: number) {
  let isOver = false;
  let canceling: Promise<unknown> | undefined;
  return {
    async cancel(): Promise<void> {
      const pid = serverPid ?? ('processID' in client ? client.processID : undefined);
      if (typeof pid !== 'number') return;
      while (!isOver) {
        await withPooledClient(cancels, async other => {
          if (isOver) return;
          canceling = other.query('SELECT pg_cancel_backend($1)', [pid]).catch(ignore);
          await canceling;
        });
        await sleep(cancelAgainMs);
      }
    },
    /** Waits for a pending cancel, which could otherwise hit the connection's next statement. */
    async end(): Promise<void> {
      isOver = true;
      await canceling;
    },
  };
}
