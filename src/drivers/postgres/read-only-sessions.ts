import type { Pool, PoolClient } from 'pg';
import { transact, withPooledClient } from './pooled-client.ts';
import { postgresErrorCode } from './postgres-error.ts';
import { createPool, endPool, type PoolOptions } from './postgres-pool.ts';

/** Connections to a database of another program. */
export type Sessions = {
  /** `pid` is the server's process, if the client does not know it. */
  readonly read: <T>(work: (client: PoolClient, pid?: number) => Promise<T>) => Promise<T>;
  readonly write: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;
  /** Connections that cancel the statements of others. */
  readonly cancels: () => Pool;
};

const maxConnections = 4;
const closePatienceMs = 1_000;
export const statementTimeoutMs = 20_000;

/** An act that waits for a lock must not happen after it was reported as failed. */
const limits = { statement_timeout: String(statementTimeoutMs) };
const reading = { ...limits, max_parallel_workers_per_gather: '0' };

/** Connects with the first call. */
export function openSessions(url: string, server: PoolOptions) {
  // Every transaction is read-only.
  const settings = { ...reading, default_transaction_read_only: 'on' };
  const pool = createPool(url, { ...server, max: maxConnections, settings });
  const others = createLazyPool(() => createPool(url, { ...server, max: 2, settings: limits }));
  const bare = createLazyPool(() => createPool(url, { ...server, max: maxConnections, isBare: true }));
  let found: Promise<Sessions> | undefined;
  const find = async () => ((await takesSettings(pool)) ? withSettings(pool, others) : throughPooler(bare));
  return {
    sessions(): Promise<Sessions> {
      found ??= find().catch(error => {
        found = undefined;
        throw error;
      });
      return found;
    },
    end: async () => void (await Promise.all([endPool(pool, closePatienceMs), others.end(), bare.end()])),
  };
}

/** A protocol violation: a pooler's name for settings at the start of a session. */
const refused = '08P01';

async function takesSettings(pool: Pool): Promise<boolean> {
  try {
    const shown = "SELECT current_setting('default_transaction_read_only') AS setting";
    const { rows } = await pool.query<{ readonly setting: string }>(shown);
    return rows[0]?.setting === 'on';
  } catch (error) {
    if (postgresErrorCode(error) === refused) return false;
    throw error;
  }
}

function withSettings(pool: Pool, others: LazyPool): Sessions {
  return {
    read: work => withPooledClient(pool, client => work(client)),
    write: work => withPooledClient(others.open(), work),
    cancels: others.open,
  };
}

/** PgBouncer and the like refuse or ignore settings of a session, so each statement gets a transaction. */
function throughPooler(bare: LazyPool): Sessions {
  return {
    read: work =>
      withPooledClient(bare.open(), client =>
        transact(client, beginWith('BEGIN READ ONLY', reading), async () => {
          const { rows } = await client.query<{ readonly pid: number }>('SELECT pg_backend_pid() AS pid');
          return work(client, rows[0]?.pid);
        }),
      ),
    write: work =>
      withPooledClient(bare.open(), client =>
        transact(client, beginWith('BEGIN', limits), () => work(client)),
      ),
    cancels: bare.open,
  };
}

function beginWith(begin: string, settings: Readonly<Record<string, string>>): string {
  const local = Object.entries(settings).map(([name, value]) => `SET LOCAL ${name} = '${value}'`);
  return [begin, ...local].join('; ');
}

type LazyPool = { readonly open: () => Pool; readonly end: () => Promise<void> };

function createLazyPool(create: () => Pool): LazyPool {
  let pool: Pool | undefined;
  return {
    open() {
      pool ??= create();
      return pool;
    },
    end: async () => pool && endPool(pool, closePatienceMs),
  };
}
