import * as v from 'valibot';
import type { Place } from '../../contract/lists/run-order.ts';
import { InspectorError } from '../../model/errors.ts';
import { raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { Signal } from '../kit/run-source.ts';
import { isAfter } from '../kit/sql-runs.ts';
import { attributeKeys } from '../otlp/messages/attribute-names.ts';
import type { ClickhouseClient, Reading } from './clickhouse-client.ts';
import { number } from './trace-row.ts';
import { isEntry, isError, isRoot, startTime, type TraceTable } from './trace-table.ts';

const failingKeys = attributeKeys(['finishReason', 'runStatus', 'stepStatus', 'endStatus']);

export function mayFail({ hasOne }: TraceTable): Sql {
  return sql`(${isError} OR ${hasOne(failingKeys)})`;
}

export function sinceSql(since: number): Sql {
  return sql`${startTime.column} >= ${startTime.at(since)}`;
}

/** Several roots of a trace are found only if they began within this time. */
const spreadMs = 600_000;

export function severalRoots({ spans }: TraceTable, since: number): Sql {
  return sql`SELECT TraceId FROM ${spans} WHERE ${isRoot} AND ${sinceSql(since - spreadMs)} GROUP BY TraceId HAVING count() > 1`;
}

/** Epoch ms. */
type AskedOdd = {
  readonly since: number;
  readonly size: number;
  readonly place?: Place;
  readonly isFailed?: boolean;
};

export const oddSchema = v.object({
  id: v.string(),
  createdAt: number,
  isFailed: v.pipe(
    v.union([v.number(), v.string()]),
    v.transform(given => Number(given) > 0),
  ),
});

/** Selects traces with several roots, or with none: the root is not written yet, or is in another system. */
export function oddSql(table: TraceTable, { since, place, size, isFailed }: AskedOdd): Sql {
  const recent = sinceSql(since - spreadMs);
  const first = sql`toUnixTimestamp64Milli(multiIf(countIf(${isRoot}) > 0, minIf(Timestamp, ${isRoot}), countIf(${isEntry}) > 0, minIf(Timestamp, ${isEntry}), min(Timestamp)))`;
  const after = place
    ? sql` AND ${isAfter({ column: raw('createdAt'), at: ms => sql`${ms}` }, raw('TraceId'), place)}`
    : raw('');
  const failed = isFailed
    ? sql`TraceId IN (SELECT TraceId FROM ${table.spans} WHERE ${recent} AND ${mayFail(table)})`
    : raw("TraceId != ''");
  const mayHave = table.describesRuns ? raw('1') : sql`max(${isError})`;
  return sql`SELECT TraceId AS id, ${first} AS createdAt, ${mayHave} AS isFailed FROM ${table.spans} WHERE ${recent} AND ${failed}
    GROUP BY TraceId HAVING countIf(${isRoot}) != 1${after} ORDER BY createdAt DESC, TraceId DESC LIMIT ${size}`;
}

type Traces = readonly v.InferOutput<typeof oddSchema>[];

/** Newest first. Not whole if there are more than are kept. */
export type OddTraces = { readonly traces: Traces; readonly isWhole: boolean };

const mostOdd = 1_000;

export async function readVersion(client: ClickhouseClient, { spans }: TraceTable, options: Reading) {
  const statement = sql`SELECT toString(count()) AS version FROM ${spans}`;
  const [row] = await client.query(versionSchema, statement, options);
  return row?.version ?? '';
}

const versionSchema = v.object({ version: v.string() });

/** Reads every span since a time, so the answer is kept until there are other rows. */
export function createOddTraces(client: ClickhouseClient, open: (options: Signal) => Promise<TraceTable>) {
  let kept: readonly (Found & { readonly version: string; readonly since: number })[] = [];
  return async (since: number, options: Reading): Promise<OddTraces> => {
    const table = await open(options);
    const version = await readVersion(client, table, options);
    kept = kept.filter(one => one.version === version);
    let found = kept.find(one => one.since <= since);
    if (!found) {
      found = { version, since, ...(await findOdd(client, table, { since, size: mostOdd }, options)) };
      kept = [...kept, found];
    }
    const last = found.traces.length < mostOdd ? undefined : found.traces.at(-1);
    const isWhole = found.isRead && (!last || last.createdAt < since - spreadMs);
    return { traces: found.traces, isWhole };
  };
}

type Found = { readonly traces: Traces; readonly isRead: boolean };

/** `isRead` is false if the server allows too little time: then each page looks for its own. */
async function findOdd(client: ClickhouseClient, table: TraceTable, asked: AskedOdd, options: Reading) {
  try {
    return { traces: await client.query(oddSchema, oddSql(table, asked), options), isRead: true };
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { traces: [], isRead: false };
  }
}
