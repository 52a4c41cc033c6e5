import type pg from 'pg';
import type { ClientBase } from 'pg';
import { postgresErrorCode } from '../../drivers/postgres/postgres-error.ts';
import type { Sql } from '../../query-sql/sql-template.ts';
import { type Reading, runReadingAsync } from '../runs/reading.ts';
import { decodeRow, encodeText } from './text-codec.ts';

/** A connection for one query of the store. */
export type Database = {
  /** Prepares the statement, so that each connection plans it once for all values. */
  readonly rows: <Row extends pg.QueryResultRow>(statement: Sql) => Promise<readonly Row[]>;
  /** For a statement that is planned for its values or never repeated. */
  readonly rowsOnce: <Row extends pg.QueryResultRow>(statement: Sql) => Promise<readonly Row[]>;
  /** `undefined` when the statement takes longer. */
  readonly rowsWithin: <Row extends pg.QueryResultRow>(
    ms: number,
    statement: Sql,
  ) => Promise<readonly Row[] | undefined>;
  /** Reads with several statements, and decodes texts. */
  readonly read: <Result>(reading: Reading<Result>) => Promise<Result>;
  /** Aborts when nobody waits for the result any more. */
  readonly signal?: AbortSignal;
  /** The same on one snapshot of the database. */
  readonly readAtOnce: <Result>(reading: Reading<Result>) => Promise<Result>;
};

/** Sends no statement after the signal aborts. */
export function toDatabase(client: pg.ClientBase, signal?: AbortSignal): Database {
  async function atOnce<T>(begin: string, work: () => Promise<T>): Promise<T> {
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

  async function query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<readonly Row[]> {
    signal?.throwIfAborted();
    return (await client.query<Row>(config)).rows;
  }

  const rows = <Row extends pg.QueryResultRow>({ text, values }: Sql) =>
    query<Row>({ name: prepareOn(client, text), text, values });
  const rowsOnce = <Row extends pg.QueryResultRow>({ text, values }: Sql) => query<Row>({ text, values });

  async function readRows({ text, values }: Sql) {
    const encoded = values.map(value => (typeof value === 'string' ? encodeText(value) : value));
    return (await query({ name: prepareOn(client, text), text, values: encoded })).map(decodeRow);
  }

  return {
    signal,
    rows,
    rowsOnce,
    async rowsWithin<Row extends pg.QueryResultRow>(ms: number, statement: Sql) {
      const start = performance.now();
      try {
        return await atOnce(`BEGIN; SET LOCAL statement_timeout = ${ms}`, () => rowsOnce<Row>(statement));
      } catch (error) {
        const isLate = postgresErrorCode(error) === '57014' && performance.now() - start >= ms;
        if (isLate) return undefined;
        throw error;
      }
    },
    read: reading => runReadingAsync(reading, readRows),
    readAtOnce: reading =>
      atOnce('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', () => runReadingAsync(reading, readRows)),
  };
}

const maxPrepared = 400;
const prepared = new WeakMap<ClientBase, Map<string, string>>();

/** The name of a prepared statement. A connection plans each text once. */
function prepareOn(client: ClientBase, text: string): string {
  let names = prepared.get(client);
  if (!names) {
    names = new Map();
    prepared.set(client, names);
  }
  let name = names.get(text);
  if (name === undefined) {
    name = `form-${names.size}`;
    names.set(text, name);
  }
  return name;
}

/** The driver cannot forget prepared statements, so a full connection has to be replaced. */
export function isFullyPrepared(client: ClientBase): boolean {
  return (prepared.get(client)?.size ?? 0) >= maxPrepared;
}
