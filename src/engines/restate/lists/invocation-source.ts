import * as v from 'valibot';
import { parseExactJson } from '../../../model/payload/json-text.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { RunSource, ScannedRun, Signal } from '../../kit/run-source.ts';
import { isMissingColumnError, type RestateClient } from '../admin-api/restate-client.ts';
import {
  chunkByBytes,
  orderedInOnePiece,
  sqlText,
  sqlTexts,
  sqlTime,
  whereAll,
} from '../admin-api/restate-sql.ts';
import { type Invocation, invocationColumns, invocationSchema } from '../invocation/invocation-row.ts';
import { toInvocationSummary } from '../invocation/invocation-summary.ts';
import { readSuspensions, type SuspensionState } from '../invocation/read-suspensions.ts';
import { currentFailure } from '../journal/failure-events.ts';
import { firstPayload, readInput, readOutput } from '../journal/journal.ts';

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

type Loader = {
  readonly load: (row: Invocation, options?: Signal) => Promise<Payloads>;
  readonly isLoaded: (row: Invocation) => boolean;
};
type Loaded = ReadonlyMap<string, readonly Entry[]>;

/** Bytes per statement, as stored; a response spells each byte as a decimal number. */
const mostBytes = 256 * 1_024;
/** More would arrive in several pieces: see `orderedInOnePiece`. */
const mostRuns = 100;

const types = sqlTexts(['Command: Input', 'Command: Output']);

const sizeSchema = v.object({ id: v.string(), bytes: v.number() });
const entrySchema = v.object({ id: v.string(), entry_json: v.optional(v.string(), '') });

type Entry = v.InferOutput<typeof entrySchema>;

/** Loads payloads in groups: the server takes about as long for hundreds of journals as for one. */
function createPayloadLoader(
  client: RestateClient,
  rows: readonly Invocation[],
  suspensions: ReadonlyMap<string, SuspensionState>,
): Loader {
  let parts: Promise<readonly (readonly string[])[]> | undefined;
  const loading = new Map<readonly string[], Promise<Loaded>>();
  let loaded: Loaded = new Map();
  const load = async (ids: readonly string[], signal: AbortSignal | undefined) => {
    loaded = await loadEntries(client, ids, signal);
    return loaded;
  };
  return {
    isLoaded: ({ id }) => loaded.has(id),
    load: async (row, { signal } = {}) => {
      parts ??= divideRows(client, rows, signal);
      const part = (await parts).find(ids => ids.includes(row.id));
      if (part && !loading.has(part)) {
        loading.clear();
        loading.set(part, load(part, signal));
      }
      const entries = (part && (await loading.get(part))?.get(row.id)) ?? [];
      const values = entries.map(entry => parseExactJson(entry.entry_json));
      return {
        input: firstPayload(values, readInput),
        output: firstPayload(values, readOutput),
        error: currentFailure(row, suspensions.get(row.id)?.pauseFailure),
      };
    },
  };
}

/** Divides the runs, in order, into parts within the bounds. */
async function divideRows(
  client: RestateClient,
  rows: readonly Invocation[],
  signal: AbortSignal | undefined,
): Promise<readonly (readonly string[])[]> {
  const ids = rows.map(row => row.id);
  const sql = `select id, sum(raw_length) as bytes from sys_journal
    where id in (${sqlTexts(ids)}) and entry_type in (${types}) group by id`;
  const sizes = new Map(
    (await client.query(sql, sizeSchema, { signal })).map(({ id, bytes }) => [id, bytes]),
  );
  return chunkByBytes(ids, id => sizes.get(id) ?? 0, { mostBytes, mostItems: mostRuns });
}

async function loadEntries(
  client: RestateClient,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Loaded> {
  const sql = `select id, entry_json from sys_journal where id in (${sqlTexts(ids)}) and entry_type in (${types})
    ${orderedInOnePiece}`;
  return Map.groupBy(await client.query(sql, entrySchema, { signal }), entry => entry.id);
}
