import type { Pool, PoolClient } from 'pg';
import { createDeadline } from '../../async/deadline.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import { InspectorError } from '../../model/errors.ts';
import type { ErrorRow } from '../error-table.ts';
import { createStatement, withPooledClient } from './pooled-client.ts';
import { showUrl, toPostgresError } from './postgres-error.ts';
import { createPool, endPool } from './postgres-pool.ts';

type Statement = { readonly text: string; readonly values: unknown[] };

type StatementOptions = {
  readonly signal?: AbortSignal;
  /** Rejects with the kind `timeout` when the statement takes longer. */
  readonly withinMs?: number;
};

/** A database of somebody else. Connects with the first statement. */
export type ReadOnlyDatabase = {
  /** The address without secrets. */
  readonly shown: string;
  /** Rejects with an `InspectorError`, or the signal's reason; then the server ends the statement. */
  readonly rows: (statement: Statement, options?: StatementOptions) => Promise<readonly unknown[]>;
  /** Runs `work` on a connection that may write. */
  readonly write: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;
  /** Idempotent. */
  readonly close: () => Promise<void>;
};

type DatabaseOptions = {
  /** Set for the address of a stranger: see `PoolOptions`. */
  readonly isForeign: boolean;
  readonly errors?: readonly ErrorRow[];
};

const maxConnections = 4;
const statementTimeoutMs = 20_000;
const closePatienceMs = 1_000;

/** An act that waits for a lock is not to be done after it was said to have failed. */
const limits = { statement_timeout: String(statementTimeoutMs) };
/** Every transaction is read-only. */
const readOnly = {
  ...limits,
  default_transaction_read_only: 'on',
  max_parallel_workers_per_gather: '0',
};

/** Variables of the user do not count for the address of a stranger. */
const refusedPassword: ErrorRow = {
  code: /^28/,
  kind: 'auth',
  message: '{} did not accept the user or the password',
  hint: 'check the user and the password where the address stands: nothing of your environment is used for it',
};

export function openReadOnlyDatabase(url: string, options: DatabaseOptions): ReadOnlyDatabase {
  const { isForeign, errors = [] } = options;
  const shown = showUrl(url);
  const server = { connectTimeoutMs: 5_000, answerTimeoutMs: statementTimeoutMs + 5_000, isForeign };
  const pool = createPool(url, { ...server, max: maxConnections, settings: readOnly });
  const others = createLazyPool(() => createPool(url, { ...server, max: 2, settings: limits }));
  const closing = new AbortController();
  let closed: Promise<unknown> | undefined;

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      closing.signal.throwIfAborted();
      return await work();
    } catch (error) {
      throw toPostgresError(error, shown, isForeign ? [refusedPassword, ...errors] : errors);
    }
  }

  return {
    shown,
    rows: (statement, { signal, withinMs } = {}) =>
      guarded(async () => {
        signal?.throwIfAborted();
        const ending = createDeadline([signal, closing.signal]);
        const start = () => withinMs !== undefined && ending.set(withinMs, () => tookTooLong(shown));
        try {
          return await untilAborted(run(pool, others, statement, ending.signal, start), ending.signal);
        } finally {
          ending.end();
        }
      }),
    write: work => guarded(() => withPooledClient(others.open(), work)),
    async close() {
      closing.abort(new InspectorError('conflict', `${shown} was closed`));
      closed ??= endPool(pool, closePatienceMs).finally(() => others.end());
      await closed;
    },
  };
}

/** `onStart`: a wait for a connection is no part of the time that a statement takes. */
async function run(
  pool: Pool,
  others: LazyPool,
  statement: Statement,
  ending: AbortSignal,
  onStart: () => void,
) {
  return withPooledClient(pool, async client => {
    ending.throwIfAborted();
    onStart();
    const running = createStatement(others.open(), client);
    const cancel = () => void running.cancel().catch(() => {});
    ending.addEventListener('abort', cancel, { once: true });
    try {
      const { rows } = await client.query(statement.text, statement.values);
      return rows;
    } finally {
      ending.removeEventListener('abort', cancel);
      await running.end();
    }
  });
}

function tookTooLong(shown: string): InspectorError {
  return new InspectorError('timeout', `${shown} took too long to answer`, {
    hint: 'try again, or ask for less',
  });
}

type LazyPool = { readonly open: () => Pool; readonly end: () => Promise<void> };

/** Connections that may write, and that cancel what others execute: opened when they are needed. */
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
