import type pg from 'pg';
import type { Sql } from '../runs/sql-template.ts';
import { errorCode } from './postgres-error.ts';

/** One connection, for the time of one question. */
export type Database = {
  /** `name` is for statements of few forms: the database then plans them once a connection. */
  readonly rows: <Row extends pg.QueryResultRow>(statement: Sql, name?: string) => Promise<readonly Row[]>;
  /** The same, but `undefined` when the statement takes longer. */
  readonly rowsWithin: <Row extends pg.QueryResultRow>(
    ms: number,
    statement: Sql,
  ) => Promise<readonly Row[] | undefined>;
  /** Runs `work` in a transaction. */
  readonly atOnce: <T>(begin: string, work: () => Promise<T>) => Promise<T>;
};

/** Asks nothing more once the signal aborted. */
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

  async function rows<Row extends pg.QueryResultRow>({ text, values }: Sql, name?: string) {
    signal?.throwIfAborted();
    const config = { text, values };
    const result = await client.query<Row>(name === undefined ? config : { ...config, name });
    return result.rows;
  }

  return {
    rows,
    async rowsWithin<Row extends pg.QueryResultRow>(ms: number, statement: Sql) {
      const start = performance.now();
      try {
        return await atOnce(`BEGIN; SET LOCAL statement_timeout = ${ms}`, () => rows<Row>(statement));
      } catch (error) {
        const isLate = errorCode(error) === '57014' && performance.now() - start >= ms;
        if (isLate) return undefined;
        throw error;
      }
    },
    atOnce,
  };
}
