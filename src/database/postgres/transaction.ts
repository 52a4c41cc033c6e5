import type { ClientBase, Pool, PoolClient } from 'pg';
import { backoffMs } from '../../async/backoff.ts';
import { sleep } from '../../async/sleep.ts';
import { withPooledClient } from '../../drivers/postgres/pooled-client.ts';
import { isBroken, isTransient } from '../../drivers/postgres/postgres-error.ts';
import { changesChannel } from './postgres-schema.ts';

const attempts = 6;
const firstRetryMs = 20;

/** Runs `work` in a transaction, and again when it collides with others. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTransaction(pool, work);
    } catch (error) {
      if (!isTransient(error) || attempt >= attempts) throw error;
      await sleep(backoffMs(attempt, firstRetryMs));
    }
  }
}

function attemptTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withPooledClient(pool, async (client, discard) => {
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A broken connection would have to be waited for a second time.
      if (!isBroken(error)) await client.query('ROLLBACK').catch(discard);
      throw error;
    }
  });
}

/** Runs `work` in a savepoint. A failure undoes only `work`. */
export async function inSavepoint<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('SAVEPOINT runs');
  try {
    const result = await work();
    await client.query('RELEASE SAVEPOINT runs');
    return result;
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT runs');
    throw error;
  }
}

/** Numbers the change, and notifies every server when the transaction commits. */
export async function notifyChange(client: ClientBase): Promise<void> {
  await client.query({
    name: 'notify-change',
    text: `SELECT pg_notify('${changesChannel}', nextval('changes')::text)`,
  });
}
