import type pg from 'pg';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { backoffMs, sleep } from '../../async/sleep.ts';
import type { ErrorRow } from '../../drivers/error-table.ts';
import { transact, withPooledClient } from '../../drivers/postgres/pooled-client.ts';
import {
  isBroken,
  isTransient,
  postgresErrorCode,
  showUrl,
  toPostgresError,
} from '../../drivers/postgres/postgres-error.ts';
import {
  clientConfig as configOf,
  type PoolOptions,
  createPool as poolOf,
  type SocketSet,
} from '../../drivers/postgres/postgres-pool.ts';
import type { Sql } from '../../query-sql/sql-template.ts';
import { type Reading, runReadingAsync } from '../runs/reading.ts';
import { changesChannel, schemaName } from './postgres-schema.ts';
import { decodeRow, encodeValue } from './text-codec.ts';

export type Database = ReturnType<typeof toDatabase>;

/** Sends no statement after the signal aborts. */
export function toDatabase(client: pg.ClientBase, signal?: AbortSignal) {
  async function query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<readonly Row[]> {
    signal?.throwIfAborted();
    return (await client.query<Row>(config)).rows;
  }

  /** Prepares the statement, so that each connection plans it once for all values. */
  const rows = <Row extends pg.QueryResultRow>({ text, values }: Sql) =>
    query<Row>({ name: prepareOn(client, text), text, values });
  /** Plans the statement for its values, or is for one that never repeats. */
  const rowsOnce = <Row extends pg.QueryResultRow>({ text, values }: Sql) => query<Row>({ text, values });

  async function readRows({ text, values }: Sql) {
    const found = await query({ name: prepareOn(client, text), text, values: values.map(encodeValue) });
    return found.map(decodeRow);
  }

  return {
    signal,
    rows,
    rowsOnce,
    async rowsWithin<Row extends pg.QueryResultRow>(ms: number, statement: Sql) {
      const start = performance.now();
      try {
        const begin = `BEGIN; SET LOCAL statement_timeout = ${ms}`;
        return await transact(client, begin, () => rowsOnce<Row>(statement));
      } catch (error) {
        const isLate = postgresErrorCode(error) === '57014' && performance.now() - start >= ms;
        if (isLate) return undefined;
        throw error;
      }
    },
    /** Reads with several statements, and decodes texts. */
    read: <Result>(reading: Reading<Result>): Promise<Result> => runReadingAsync(reading, readRows),
    /** Reads on one snapshot of the database. */
    readAtOnce: <Result>(reading: Reading<Result>): Promise<Result> =>
      transact(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', () =>
        runReadingAsync(reading, readRows),
      ),
  };
}

const maxPrepared = 400;
const prepared = new WeakMap<ClientBase, Map<string, string>>();

function prepareOn(client: ClientBase, text: string): string {
  const names = prepared.get(client) ?? new Map<string, string>();
  const name = names.get(text) ?? `form-${names.size}`;
  prepared.set(client, names.set(text, name));
  return name;
}

/** The driver cannot forget prepared statements, so a full connection has to be replaced. */
export function isFullyPrepared(client: ClientBase): boolean {
  return (prepared.get(client)?.size ?? 0) >= maxPrepared;
}

const searchPath = `${schemaName},public`;

export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  return poolOf(url, { ...options, searchPath });
}

export function clientConfig(
  url: string,
  options: PoolOptions & { readonly sockets?: SocketSet } = {},
): pg.ClientConfig {
  return configOf(url, { ...options, searchPath });
}

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
      // Waiting for a broken connection would take as long again.
      if (!isBroken(error)) await client.query('ROLLBACK').catch(discard);
      throw error;
    }
  });
}

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

const rows: readonly ErrorRow[] = [
  {
    code: /^(3F000|42P01|42703)$/,
    kind: 'unreadable',
    message: '{} holds no runs of runlens',
    hint: 'start "runlens serve --store" on it once: that makes what is missing',
  },
  {
    code: /^42501$/,
    kind: 'auth',
    message: 'the user of {} lacks a right it needs',
    hint: 'let the owner of the database grant it: usage and create on the schema runlens',
  },
  {
    code: /^53100$/,
    kind: 'conflict',
    message: 'no room left on the disk of {}',
    hint: 'free some space, then try again; a program that records goes on by itself',
  },
];

export function toStoreError(error: unknown, shown: string): unknown {
  return toPostgresError(error, shown, rows);
}

export async function withStoreErrors<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error, showUrl(url));
  }
}

/** Epoch ms by the database's clock, because the clocks of servers may differ. */
export const databaseNow = 'floor(extract(epoch from clock_timestamp()) * 1000)::float8';
