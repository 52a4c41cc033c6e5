import type pg from 'pg';
import { InspectorError } from '../../model/errors.ts';
import { createPool, endPool, withStoreErrors } from './connect.ts';
import { type Database, toDatabase } from './database.ts';
import { requireVersion, schemaVersionOf } from './migrate.ts';
import { withPooledClient } from './pooled-client.ts';
import { showUrl } from './show-url.ts';
import { inTransaction } from './transaction.ts';

export type StoreSession = {
  /** Every question goes through here: closed and aborted first, foreign errors turned at the edge. */
  readonly ask: <T>(signal: AbortSignal | undefined, work: (db: Database) => Promise<T>) => Promise<T>;
  /** The same for what writes: in a transaction, again when others were in its way. */
  readonly write: <T>(
    signal: AbortSignal | undefined,
    work: (client: pg.PoolClient) => Promise<T>,
  ) => Promise<T>;
  /** Twice is fine. */
  readonly close: () => Promise<void>;
};

const maxConnections = 8;
const connectTimeoutMs = 5_000;
const statementTimeoutMs = 10_000;
const answerTimeoutMs = 15_000;
const closePatienceMs = 1_000;

const settings = {
  statement_timeout: String(statementTimeoutMs),
  // To start other processes takes longer than most of these statements do, and they are started where more
  // is expected than found.
  max_parallel_workers_per_gather: '0',
};

/** Connects when it is first asked, and looks then, once, whether the schema is the one it knows. */
export function createStoreSession(url: string): StoreSession {
  const pool = createPool(url, {
    max: maxConnections,
    connectTimeoutMs,
    answerTimeoutMs,
    settings,
  });
  let isKnown = false;
  let closing: Promise<void> | undefined;

  async function look(client: pg.PoolClient): Promise<void> {
    if (isKnown) return;
    requireVersion(await schemaVersionOf(client), url);
    isKnown = true;
  }

  function answer<T>(work: (db: Database) => Promise<T>, task: Task): Promise<T> {
    return withPooledClient(pool, async client => {
      task.signal?.throwIfAborted();
      const statement = createStatement(pool, client);
      task.cancel = () => void statement.cancel().catch(ignore);
      try {
        await look(client);
        return await work(toDatabase(client, task.signal));
      } finally {
        await statement.end();
      }
    });
  }

  async function whileOpen<T>(signal: AbortSignal | undefined, work: (task: Task) => Promise<T>): Promise<T> {
    if (closing) throw new InspectorError('conflict', `${showUrl(url)} was closed`);
    signal?.throwIfAborted();
    const task: Task = { signal, cancel: ignore };
    const answered = withStoreErrors(url, () => work(task));
    return signal ? untilAborted(answered, signal, task) : answered;
  }

  return {
    ask: (signal, work) => whileOpen(signal, task => answer(work, task)),
    write: (signal, work) =>
      whileOpen(signal, () =>
        inTransaction(pool, async client => {
          await look(client);
          return work(client);
        }),
      ),
    close() {
      closing ??= endPool(pool, closePatienceMs);
      return closing;
    },
  };
}

type Task = { readonly signal: AbortSignal | undefined; cancel: () => void };

const ignore = () => {};

/**
 * The answer, or at once the reason of the signal: then what is still asked is called off, and its answer
 * dropped.
 */
async function untilAborted<T>(answered: Promise<T>, signal: AbortSignal, task: Task): Promise<T> {
  let stop = ignore;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      task.cancel();
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  answered.catch(ignore);
  try {
    return await Promise.race([answered, aborted]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What a connection works at, to be called off over another one. */
function createStatement(pool: pg.Pool, client: pg.PoolClient) {
  let isOver = false;
  let calledOff: Promise<unknown> | undefined;
  return {
    /** Only where a connection is free to say it on: the statement ends by itself soon. */
    async cancel(): Promise<void> {
      const pid = 'processID' in client ? client.processID : undefined;
      if (typeof pid !== 'number' || pool.idleCount === 0) return;
      await withPooledClient(pool, async other => {
        if (isOver) return;
        calledOff = other.query('SELECT pg_cancel_backend($1)', [pid]).catch(ignore);
        await calledOff;
      });
    },
    /** Said too late, it would call off what somebody else asks on this connection. */
    async end(): Promise<void> {
      isOver = true;
      await calledOff;
    },
  };
}
