import type { Pool } from 'pg';
import type { RunStore } from '../../contract/run-store.ts';
import type { ServedStore } from '../../contract/served-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { createPool, endPool, withStoreErrors } from './connect.ts';
import { migrate } from './migrate.ts';
import { openPostgresStore, type PostgresStoreOptions } from './open-postgres-store.ts';
import { withPooledClient } from './pooled-client.ts';
import { showUrl } from './show-url.ts';
import { createBatchIntake } from './write/batch-intake.ts';
import { createTokenStore } from './write/postgres-tokens.ts';
import { startUpkeep, type UpkeepOptions } from './write/upkeep.ts';

export type ServedPostgresOptions = PostgresStoreOptions & {
  readonly upkeep?: UpkeepOptions;
  /** How long the database may work at one statement. */
  readonly statementMs?: number;
};

const graceMs = 5_000;
const checkMs = 5_000;
const closePatienceMs = 2_000;

/**
 * Opens a database for a server, and makes its schema or brings it up to date. Rejects with an
 * `InspectorError`.
 */
export async function openServedPostgres({
  upkeep: upkeepOptions,
  statementMs = 60_000,
  ...options
}: ServedPostgresOptions): Promise<ServedStore> {
  const { url } = options;
  const pool = createPool(url, {
    answerTimeoutMs: statementMs + Math.min(statementMs, graceMs),
    settings: {
      statement_timeout: String(statementMs),
      idle_in_transaction_session_timeout: String(statementMs),
    },
  });
  try {
    await withStoreErrors(url, () => withPooledClient(pool, client => migrate(client, url)));
    const store = await openPostgresStore(options);
    const upkeep = startUpkeep(pool, url, upkeepOptions);
    const listening = new AbortController();
    void keepListening(store, listening.signal);
    let closing: Promise<void> | undefined;
    return {
      store,
      intake: createBatchIntake(pool, url),
      tokens: createTokenStore(pool, url),
      check: signal => withStoreErrors(url, () => check(pool, url, signal)),
      close() {
        listening.abort();
        closing ??= Promise.all([upkeep.stop(), store.close(), endPool(pool, closePatienceMs)]).then(
          () => {},
        );
        return closing;
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/**
 * Keeps the connection that listens, so that what happens while no client watches yet is heard of by the one
 * that comes.
 */
async function keepListening(store: RunStore, signal: AbortSignal): Promise<void> {
  for await (const _ of store.changes(signal));
}

/** Asks the database whether it takes writes; the answer has to come soon. */
async function check(pool: Pool, url: string, signal: AbortSignal): Promise<void> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(checkMs)]);
  const late = new Promise<never>((_, reject) => {
    const stop = () =>
      reject(
        signal.aborted
          ? signal.reason
          : new InspectorError('timeout', `${showUrl(url)} did not answer in time`),
      );
    if (end.aborted) stop();
    end.addEventListener('abort', stop, { once: true });
  });
  const answer = pool.query<{ standby: boolean; readonly: string }>(
    "SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS readonly",
  );
  answer.catch(() => undefined);
  const [row] = (await Promise.race([answer, late])).rows;
  if (row?.standby === true || row?.readonly === 'on') {
    throw new InspectorError('conflict', `${showUrl(url)} can only be read just now`, {
      hint: 'name the primary server, not a standby',
    });
  }
}
