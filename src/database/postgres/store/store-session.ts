import type pg from 'pg';
import { untilAborted } from '../../../async/deadline.ts';
import { createStatement, withPooledClient } from '../../../drivers/postgres/pooled-client.ts';
import { showUrl } from '../../../drivers/postgres/postgres-error.ts';
import { endPool } from '../../../drivers/postgres/postgres-pool.ts';
import { InspectorError } from '../../../model/errors.ts';
import {
  createPool,
  type Database,
  inTransaction,
  isFullyPrepared,
  toDatabase,
  withStoreErrors,
} from '../database.ts';
import { requireVersion, schemaVersionOf } from '../migrate.ts';

export type StoreSession = {
  /** Rejects with an `InspectorError`, or with the signal's reason. */
  readonly read: <T>(signal: AbortSignal | undefined, work: (db: Database) => Promise<T>) => Promise<T>;
  /** Repeats the transaction when it collides with others. */
  readonly write: <T>(
    signal: AbortSignal | undefined,
    work: (client: pg.PoolClient) => Promise<T>,
  ) => Promise<T>;
  /** Whether the database has the tables of runlens, of whatever version. */
  readonly holdsRuns: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};

const maxConnections = 10;
const connectTimeoutMs = 5_000;
const statementTimeoutMs = 10_000;
const answerTimeoutMs = 15_000;
const closePatienceMs = 1_000;
/** Only for cancels: all other connections may be executing what is to be canceled. */
const cancelConnections = 2;

const settings = {
  statement_timeout: String(statementTimeoutMs),
  // Starting workers takes longer than most of these statements, and the planner overestimates their rows.
  max_parallel_workers_per_gather: '0',
};

/** Connects with the first query, and then checks the version of the schema once. */
export function createStoreSession(url: string, isForeign = false): StoreSession {
  const server = { connectTimeoutMs, answerTimeoutMs, isForeign };
  const pool = createPool(url, { ...server, max: maxConnections, settings });
  const cancels = createPool(url, { ...server, max: cancelConnections });
  let isChecked = false;
  let closing: Promise<unknown> | undefined;

  async function checkSchema(client: pg.PoolClient): Promise<void> {
    if (isChecked) return;
    requireVersion(await schemaVersionOf(client), url);
    isChecked = true;
  }

  function answer<T>(work: (db: Database) => Promise<T>, task: Task): Promise<T> {
    return withPooledClient(pool, async (client, discard) => {
      task.signal?.throwIfAborted();
      const statement = createStatement(cancels, client);
      task.cancel = () => void statement.cancel().catch(ignore);
      try {
        await checkSchema(client);
        return await work(toDatabase(client, task.signal));
      } finally {
        await statement.end();
        if (isFullyPrepared(client)) discard();
      }
    });
  }

  async function whileOpen<T>(signal: AbortSignal | undefined, work: (task: Task) => Promise<T>): Promise<T> {
    if (closing) throw new InspectorError('conflict', `${showUrl(url)} was closed`);
    signal?.throwIfAborted();
    const task: Task = { signal, cancel: ignore };
    const answered = withStoreErrors(url, () => work(task));
    if (!signal) return answered;
    try {
      return await untilAborted(answered, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      task.cancel();
      throw signal.reason;
    }
  }

  return {
    read: (signal, work) => whileOpen(signal, task => answer(work, task)),
    write: (signal, work) =>
      whileOpen(signal, () =>
        inTransaction(pool, async client => {
          await checkSchema(client);
          return work(client);
        }),
      ),
    holdsRuns: () =>
      whileOpen(undefined, () => withPooledClient(pool, async client => (await schemaVersionOf(client)) > 0)),
    async close() {
      closing ??= endPool(pool, closePatienceMs).finally(() => endPool(cancels, closePatienceMs));
      await closing;
    },
  };
}

type Task = { readonly signal: AbortSignal | undefined; cancel: () => void };

const ignore = () => {};
