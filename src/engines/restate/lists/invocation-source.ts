import * as v from 'valibot';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { RunSource, ScannedRun, Signal } from '../../scan/run-source.ts';
import type { RestateClient } from '../admin-api/restate-client.ts';
import { isMissingColumnError } from '../admin-api/restate-server.ts';
import { sqlText, sqlTime, whereAll } from '../admin-api/restate-sql.ts';
import { type Invocation, invocationColumns, invocationSchema } from '../invocation/invocation-row.ts';
import { toInvocationSummary } from '../invocation/invocation-summary.ts';
import { readSuspensions } from '../invocation/read-suspensions.ts';
import { createPayloadLoader } from './payload-loader.ts';

export type InvocationAccess = {
  readonly client: RestateClient;
  readonly requestedAt: (id: string) => number | undefined;
};

const firstBatchSize = 100;
const laterBatchSize = 500;

export const newestOrder = 'order by created_at desc, id desc';

/** The matching invocations, newest first. */
export function createInvocationSource(from: InvocationAccess, conditions: readonly string[]): RunSource {
  return {
    async *read({ query, after, wanted = firstBatchSize, signal }) {
      let place = after;
      let size = query.clauses.length === 0 ? wanted : laterBatchSize;
      for (;;) {
        const where = [...conditions, ...(place ? [isAfterSql(place.createdAt, place.id)] : [])];
        const rows = await readInvocations(
          from.client,
          `${whereAll(where)} ${newestOrder} limit ${size}`,
          signal,
        );
        yield await toScannedRuns(from, rows, signal);
        const last = rows.at(-1);
        if (!last || rows.length < size) return;
        place = { createdAt: last.created_at, id: last.id };
        size = laterBatchSize;
      }
    },
    total: ({ signal }) => countInvocations(from.client, conditions, signal),
  };
}

function isAfterSql(createdAt: number, id: string): string {
  const time = sqlTime(createdAt);
  if (id === '') return `created_at < ${time}`;
  return `(created_at < ${time} or (created_at = ${time} and id < ${sqlText(id)}))`;
}

/** `tail` follows the table name: `where … order by … limit …`. */
export async function readInvocations(
  client: RestateClient,
  tail: string,
  signal: AbortSignal | undefined,
): Promise<readonly Invocation[]> {
  const select = (columns: readonly string[]) =>
    client.query(`select ${columns.join(', ')} from sys_invocation ${tail}`, invocationSchema, { signal });
  try {
    return await select(availableColumns.get(client) ?? invocationColumns);
  } catch (error) {
    if (!isMissingColumnError(error) || availableColumns.has(client)) throw error;
    const columns = await readColumns(client, signal);
    availableColumns.set(client, columns);
    return select(columns);
  }
}

/** Set for servers that lack some columns. */
const availableColumns = new WeakMap<RestateClient, readonly string[]>();

const columnSchema = v.object({ column_name: v.string() });

async function readColumns(
  client: RestateClient,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const sql = `select column_name from information_schema.columns where table_name = 'sys_invocation'`;
  const available = new Set((await client.query(sql, columnSchema, { signal })).map(row => row.column_name));
  return invocationColumns.filter(column => available.has(column));
}

const countSchema = v.object({ n: v.number() });

async function countInvocations(
  client: RestateClient,
  conditions: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const sql = `select count(*) as n from sys_invocation ${whereAll(conditions)}`;
  const [row] = await client.query(sql, countSchema, { signal });
  return row?.n ?? 0;
}

export async function toScannedRuns(
  { client, requestedAt }: InvocationAccess,
  rows: readonly Invocation[],
  signal: AbortSignal | undefined,
): Promise<readonly ScannedRun[]> {
  const suspensions = await readSuspensions(client, rows, signal);
  const { load, isLoaded } = createPayloadLoader(client, rows, suspensions);
  return rows.map(row => ({
    summary: toInvocationSummary(row, suspensions.get(row.id), requestedAt(row.id)),
    loadPayloads: (options?: Signal): Promise<Payloads> => load(row, options),
    isLoaded: () => isLoaded(row),
  }));
}
