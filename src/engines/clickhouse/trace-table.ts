import * as v from 'valibot';
import { InspectorError } from '../../model/errors.ts';
import { timeColumn } from '../../query-sql/filter-dialect.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { ClickhouseClient } from './clickhouse-client.ts';
import { countedKeys, tellingKeys } from './trace-row.ts';

export type TraceTable = Awaited<ReturnType<typeof findTraceTable>>;

const needed = ['Timestamp', 'TraceId', 'SpanId', 'ParentSpanId', 'SpanName', 'Duration', 'StatusCode'];
const columnsSchema = v.object({
  ...{ database: v.string(), table: v.string() },
  columns: v.array(v.tuple([v.string(), v.string()])),
});
type Columns = v.InferOutput<typeof columnsSchema>;
const probeMs = 1_000;

/** The exporter's settings name the tables. Rejects unless exactly one fits. */
export async function findTraceTable(client: ClickhouseClient, wanted: string) {
  const inDatabase =
    client.database === '' ? raw("database != 'system'") : sql`database = ${client.database}`;
  const all = await client.query(
    columnsSchema,
    sql`SELECT database, table, groupArray((name, type)) AS columns FROM system.columns WHERE ${inDatabase} GROUP BY 1, 2 HAVING has(groupArray(name), 'TraceId') ORDER BY 1, 2`,
  );
  const isNamed = ({ table }: Columns) => wanted === '' || table === wanted;
  const fitting = all.filter(one => isNamed(one) && lackedBy(one).length === 0);
  const usual = fitting.filter(({ table }) => table === 'otel_traces');
  const [found, ...others] = usual.length > 0 ? usual : fitting;
  if (!found) throw noTable(client, all.filter(isNamed));
  if (others.length > 0) throw severalTables(client.location, [found, ...others]);
  const logs = all.filter(one => one.database === found.database && typeOf(one, 'Body') !== undefined);
  const beside = found.table.replace('traces', 'logs');
  const isJson = typeOf(found, 'SpanAttributes')?.startsWith('JSON') === true;
  const hasOne = (keys: readonly string[]) =>
    isJson
      ? sql`(${joinSql(
          keys.map(key => sql`${path('SpanAttributes', key)} != ''`),
          ' OR ',
        )})`
      : sql`hasAny(mapKeys(SpanAttributes), [${textsOf(keys)}])`;
  const probe = sql`SELECT 1 AS found FROM ${nameOf(found)} WHERE ${hasOne(tellingKeys)} LIMIT 1`;
  const describesRuns = await client.query(v.unknown(), probe, { withinMs: probeMs }).then(
    rows => rows.length > 0,
    () => true,
  );
  return {
    shown: [found, ...logs.filter(({ table }) => table === beside)].map(
      one => `${one.database}.${one.table}`,
    ),
    spans: nameOf(found),
    times: all
      .filter(one => one.table === `${found.table}_trace_id_ts` && one.database === found.database)
      .map(nameOf)[0],
    ...columnsOf(found, { isJson, describesRuns }),
    ...logsOf(logs.find(({ table }) => table === beside) ?? logs.find(({ table }) => table === 'otel_logs')),
    describesRuns,
    /** True of a span that has one of these attributes; false if no span of the table describes a run. */
    hasOne: (keys: readonly string[]) => (describesRuns ? hasOne(keys) : raw('false')),
  };
}

function columnsOf(
  found: Columns,
  { isJson, describesRuns }: { readonly isJson: boolean; readonly describesRuns: boolean },
) {
  const own = (name: string, none?: string) => column(found, name, none);
  const some = (keys: readonly string[]) =>
    isJson
      ? sql`mapFromArrays([${textsOf(keys)}], [${joinSql(
          keys.map(key => path('SpanAttributes', key)),
          ', ',
        )}])`
      : sql`mapFilter((k, v) -> k IN (${textsOf(keys)}), SpanAttributes)`;
  const [times, names, attributes] = ['Timestamp', 'Name', 'Attributes'].map(one =>
    own(`Events.${one}`, '[]'),
  );
  const last = sql`arrayElement(arrayFilter((a, n) -> n = 'exception', ${attributes}, ${names}), -1)`;
  const eventType = typeOf(found, 'Events.Attributes') ?? '';
  const exception = (key: string, of = last) => {
    if (eventType === '') return raw("''");
    return eventType.includes('JSON')
      ? sql`JSONExtractString(toString(${of}), 'exception', ${key})`
      : sql`${of}[${`exception.${key}`}]`;
  };
  const exceptions = sql`[${exception('type', sql`(${last} AS lastException)`)}, ${exception('message', raw('lastException'))}] AS exception`;
  const naming = sql`SpanName AS name, ${own('SpanKind')} AS kind, StatusCode AS code`;
  const placed = sql`TraceId AS trace, SpanId AS span, ParentSpanId AS parent, toString(toUnixTimestamp64Nano(Timestamp)) AS startNs, toString(toUnixTimestamp64Nano(Timestamp) + Duration) AS endNs`;
  const messages = sql`${own('ServiceName')} AS service, ${own('StatusMessage')} AS message`;
  return {
    exceptionMessage: exception('message'),
    columns: (keys: readonly string[]) =>
      sql`${placed}, ${naming}, ${messages}, ${some(keys)} AS attributes, ${exceptions}`,
    wholeColumns: sql`${placed}, ${naming}, ${messages}, ${own('SpanAttributes', 'map()')} AS attributes, ${own('ResourceAttributes', 'map()')} AS resource, ${own('ScopeName')} AS scope, ${own('ScopeVersion')} AS scopeVersion,
      arrayMap(t -> toString(toUnixTimestamp64Nano(t)), ${times}) AS eventTimes, ${names} AS eventNames, ${attributes} AS eventAttributes, ${own('Links.TraceId', '[]')} AS linkTraces, ${own('Links.SpanId', '[]')} AS linkSpans, ${own('Links.Attributes', '[]')} AS linkAttributes`,
    groupColumns: sql`${naming}, ${describesRuns ? sql`mapApply((k, v) -> (k, if(k IN ('workflow.run.id', 'gen_ai.conversation.id'), 'any', v)), ${some(countedKeys)})` : raw('map()')} AS attributes`,
    failureColumns: sql`${messages}, ${exceptions}`,
  };
}

function logsOf(logs: Columns | undefined) {
  if (!logs) return {};
  const [severity, number] = [column(logs, 'SeverityText'), column(logs, 'SeverityNumber', '0')];
  return {
    logs: nameOf(logs),
    logColumns: sql`TraceId AS trace, SpanId AS span, toString(toUnixTimestamp64Nano(Timestamp)) AS at, ${severity} AS severity, ${number} AS severityNumber, Body AS body, ${column(logs, 'EventName')} AS event, ${column(logs, 'LogAttributes', 'map()')} AS attributes, ${column(logs, 'ResourceAttributes', 'map()')} AS resource`,
  };
}

function lackedBy(one: Columns): readonly string[] {
  return needed.filter(name => typeOf(one, name) === undefined);
}

function typeOf({ columns }: Columns, name: string): string | undefined {
  return columns.find(([one]) => one === name)?.[1];
}

function column(of: Columns, name: string, none = "''"): Sql {
  return raw(typeOf(of, name) === undefined ? none : quoted(name));
}

function nameOf({ database, table }: Columns): Sql {
  return raw(`${quoted(database)}.${quoted(table)}`);
}

/** `a.b` is the member `b` of the object `a`. */
function path(of: string, key: string): Sql {
  return raw(`ifNull(toString(${of}.${key.split('.').map(quoted).join('.')}), '')`);
}

function quoted(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}

function noTable({ location, database }: ClickhouseClient, near: readonly Columns[]): InspectorError {
  const other = near.find(one => typeOf(one, 'SpanName') !== undefined);
  const where = database === '' ? location : `the database ${database} of ${location}`;
  const message = other
    ? `${other.database}.${other.table} has no ${lackedBy(other).join(', ')}, as a table of the Collector's exporter has`
    : `${where} has no table with traces of the Collector that this user may read`;
  return new InspectorError('unreadable', message, {
    hint: 'name the database in the address, and grant its user SELECT on otel_traces and otel_logs',
  });
}

function severalTables(location: string, found: readonly Columns[]): InspectorError {
  const names = found.map(({ database, table }) => `${database}.${table}`).join(', ');
  const address = `${location.replace(/^http/, 'clickhouse')}/${found[0]?.database}#${found[0]?.table}`;
  return new InspectorError('usage', `${location} has several tables with traces: ${names}`, {
    hint: `name one: ${address}`,
  });
}

export function textsOf(texts: readonly string[]): Sql {
  return joinSql(
    texts.map(text => sql`${text}`),
    ', ',
  );
}

/** Exporters before August 2024 wrote the names of Protocol Buffers. */
export const isError = raw("StatusCode IN ('Error', 'STATUS_CODE_ERROR')");
export const isRoot = raw("ParentSpanId = ''");
/** A span whose parent is in another process. */
export const isEntry = raw("SpanKind IN ('Server', 'Consumer', 'SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER')");

/** Times of nanoseconds in 64 bits end in 2262. */
const lastMs = Date.UTC(2262, 0);

/** The server may keep the start of a span in any time zone. */
export const startTime = timeColumn({
  column: raw('Timestamp'),
  ms: raw('toUnixTimestamp64Milli(Timestamp)'),
  at: ms => sql`fromUnixTimestamp64Milli(toInt64(${Math.min(Math.max(0, Math.ceil(ms)), lastMs)}))`,
});
