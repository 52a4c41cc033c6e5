import * as v from 'valibot';
import type { StoreCheck } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { countOf } from '../../model/text/formats.ts';
import { timeColumn } from '../../query-sql/sql-flavor.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { Signal } from '../kit/run-source.ts';
import type { ClickhouseClient } from './clickhouse-client.ts';
import { number } from './trace-row.ts';

/** Where the exporter of the Collector keeps spans and, beside them, log records. */
export type TraceTable = {
  /** `otel.otel_traces`. */
  readonly shown: string;
  readonly spans: Sql;
  readonly logs: Sql | undefined;
  /** The value of an attribute of a span as text, empty where it has none. */
  readonly attribute: (key: string) => Sql;
  /** Whether a span has one of these attributes. */
  readonly hasOne: (keys: readonly string[]) => Sql;
  /** What a row of `spanSchema` is made of; without `keys`, of all that is kept of the span. */
  readonly columns: (keys?: readonly string[]) => Sql;
  /** Name, kind, status and attributes with these keys, without what only one run has. */
  readonly same: (keys: readonly string[]) => Sql;
  readonly logColumns: Sql;
  /** A text of the last exception of a span, empty where it has none. */
  readonly event: (key: string) => Sql;
  readonly service: Sql;
};

const needed = ['Timestamp', 'TraceId', 'SpanId', 'ParentSpanId', 'SpanName', 'Duration', 'StatusCode'];
const neededOfLogs = ['Timestamp', 'TraceId', 'SpanId', 'Body'];

const columnsSchema = v.object({
  database: v.string(),
  table: v.string(),
  names: v.array(v.string()),
  types: v.array(v.string()),
});
type Columns = v.InferOutput<typeof columnsSchema>;

/** Looks for the tables; their names are settings of the exporter. Rejects where none or several fit. */
export async function findTraceTable(
  client: ClickhouseClient,
  wanted: string,
  options: Signal,
): Promise<TraceTable> {
  const within =
    client.database === ''
      ? raw("database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema')")
      : sql`database = ${client.database}`;
  const all = await client.query(
    columnsSchema,
    sql`SELECT database, table, groupArray(name) AS names, groupArray(type) AS types FROM system.columns
      WHERE ${within} GROUP BY database, table HAVING has(names, 'TraceId') AND has(names, 'Timestamp') ORDER BY database, table`,
    options,
  );
  const has = ({ names }: Columns, columns: readonly string[]) => columns.every(name => names.includes(name));
  const fitting = all.filter(one => has(one, needed) && (wanted === '' || one.table === wanted));
  const named = fitting.filter(({ table }) => table === 'otel_traces');
  const [found, ...others] = named.length > 0 ? named : fitting;
  if (!found) throw noTable(client, all, wanted);
  if (others.length > 0) throw severalTables(client, [found, ...others]);
  const logs = all.filter(one => one.database === found.database && has(one, neededOfLogs));
  const beside = found.table.replace(/traces/, 'logs');
  return toTable(
    found,
    logs.find(({ table }) => table === beside) ?? logs.find(({ table }) => table === 'otel_logs'),
  );
}

function noTable(
  { location, database }: ClickhouseClient,
  all: readonly Columns[],
  wanted: string,
): InspectorError {
  const where = `${database === '' ? location : `the database ${database} of ${location}`}`;
  const [near] = all.filter(
    ({ table, names }) =>
      names.includes('SpanId') && !names.includes('Body') && !table.endsWith('trace_id_ts'),
  );
  const lacks = near && needed.filter(name => !near.names.includes(name));
  if (near && lacks && lacks.length > 0 && wanted === '')
    return new InspectorError(
      'unreadable',
      `${near.database}.${near.table} has no ${lacks.join(', ')}, so it is not a table of the Collector's exporter`,
      {
        hint: 'runlens reads the tables that clickhouseexporter of opentelemetry-collector-contrib makes',
      },
    );
  const table =
    wanted === ''
      ? 'no table with traces of the Collector'
      : `no table ${wanted} with traces of the Collector`;
  return new InspectorError('unreadable', `${where} has ${table} that this user may read`, {
    hint: 'name the database in the address, and grant its user SELECT on otel_traces and otel_logs',
  });
}

function severalTables({ location }: ClickhouseClient, found: readonly Columns[]): InspectorError {
  const address = location.replace(/^http(s?):/, 'clickhouse$1:');
  const [first] = found;
  const names = found.map(({ database, table }) => `${database}.${table}`).join(', ');
  return new InspectorError(
    'usage',
    `${location} has ${countOf(found.length, 'table')} with traces: ${names}`,
    {
      hint: `name one: ${address}/${first?.database}#${first?.table}`,
    },
  );
}

function quoted(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}

function toTable(found: Columns, logs: Columns | undefined): TraceTable {
  const name = ({ database, table }: Columns) => raw(`${quoted(database)}.${quoted(table)}`);
  const column = ({ names }: Columns, one: string, none = "''") =>
    raw(names.includes(one) ? quoted(one) : none);
  const isJson = (of: Columns, one: string) => of.types[of.names.indexOf(one)]?.startsWith('JSON') === true;
  const own = (one: string, none?: string) => column(found, one, none);
  const isJsonSpan = isJson(found, 'SpanAttributes');
  const path = (key: string) => raw(`SpanAttributes.${key.split('.').map(quoted).join('.')}`);
  const attribute = (key: string) =>
    isJsonSpan ? sql`ifNull(toString(${path(key)}), '')` : sql`SpanAttributes[${key}]`;
  const some = (keys: readonly string[]) =>
    isJsonSpan
      ? sql`mapFromArrays(${arrayOf(keys)}, [${joinSql(keys.map(attribute), ', ')}])`
      : sql`mapFilter((k, v) -> k IN (${textsOf(keys)}), SpanAttributes)`;
  const events = (given: string, none = '[]') => own(`Events.${given}`, none);
  const eventKeys = ['exception.type', 'exception.message'];
  const event = (key: string) =>
    isJson(found, 'Events.Attributes') ||
    found.types[found.names.indexOf('Events.Attributes')]?.includes('JSON')
      ? sql`ifNull(toString(arrayElement(${events('Attributes')}, -1).${raw(key.split('.').map(quoted).join('.'))}), '')`
      : sql`arrayElement(arrayFilter((a, n) -> n = 'exception', ${events('Attributes')}, ${events('Name')}), -1)[${key}]`;
  const nanos = raw('toUnixTimestamp64Nano(Timestamp)');
  return {
    shown: `${found.database}.${found.table}`,
    spans: name(found),
    logs: logs && name(logs),
    attribute,
    hasOne: keys =>
      isJsonSpan
        ? sql`(${joinSql(
            keys.map(key => sql`${attribute(key)} != ''`),
            ' OR ',
          )})`
        : sql`hasAny(SpanAttributes.keys, ${arrayOf(keys)})`,
    event,
    service: own('ServiceName'),
    columns:
      keys => sql`TraceId AS trace, SpanId AS span, ParentSpanId AS parent, SpanName AS name, ${own('SpanKind')} AS kind, ${own('ServiceName')} AS service,
      toString(${nanos}) AS startNs, toString(${nanos} + Duration) AS endNs, StatusCode AS code, ${own('StatusMessage')} AS message,
      ${keys ? some(keys) : own('SpanAttributes', 'map()')} AS attributes, ${
        keys
          ? sql`[${joinSql(eventKeys.map(event), ', ')}] AS exception`
          : sql`${own('ResourceAttributes', 'map()')} AS resource, ${own('ScopeName')} AS scope, ${own('ScopeVersion')} AS scopeVersion,
            arrayMap(t -> toString(toUnixTimestamp64Nano(t)), ${events('Timestamp')}) AS eventTimes, ${events('Name')} AS eventNames, ${events('Attributes')} AS eventAttributes,
            ${own('Links.TraceId', '[]')} AS linkTraces, ${own('Links.SpanId', '[]')} AS linkSpans, ${own('Links.Attributes', '[]')} AS linkAttributes`
      }`,
    same: keys => sql`SpanName AS name, ${own('SpanKind')} AS kind, StatusCode AS code,
      mapApply((k, v) -> (k, if(k IN ('workflow.run.id', 'gen_ai.conversation.id'), 'any', v)), ${some(keys)}) AS attributes`,
    logColumns: logs
      ? sql`TraceId AS trace, SpanId AS span, toString(toUnixTimestamp64Nano(Timestamp)) AS at, ${column(logs, 'SeverityText')} AS severity,
        ${column(logs, 'SeverityNumber', '0')} AS severityNumber, Body AS body, ${column(logs, 'LogAttributes', 'map()')} AS attributes, ${column(logs, 'ResourceAttributes', 'map()')} AS resource`
      : raw(''),
  };
}

export function textsOf(texts: readonly string[]): Sql {
  return joinSql(
    texts.map(text => sql`${text}`),
    ', ',
  );
}

function arrayOf(texts: readonly string[]): Sql {
  return sql`[${textsOf(texts)}]`;
}

/** Exporters before August 2024 wrote the names of Protocol Buffers. */
export const isError = raw("StatusCode IN ('Error', 'STATUS_CODE_ERROR')");
export const isRoot = raw("ParentSpanId IN ('', '0000000000000000')");
/** A span whose parent is in another process. */
export const isEntry = raw("SpanKind IN ('Server', 'Consumer', 'SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER')");

/** The start of a span, which the server may keep in any zone. */
export const startTime = timeColumn({
  column: raw('Timestamp'),
  ms: raw('toUnixTimestamp64Milli(Timestamp)'),
  at: ms => sql`fromUnixTimestamp64Milli(toInt64(${Math.max(0, Math.ceil(ms))}))`,
});

const checkSchema = v.object({
  version: v.string(),
  at: number,
});

export async function checkTables(
  client: ClickhouseClient,
  { shown, logs }: TraceTable,
  options: Signal,
): Promise<StoreCheck> {
  const asked = Date.now();
  const statement = sql`SELECT version() AS version, toUnixTimestamp64Milli(now64(3)) AS at`;
  const [row] = await client.query(checkSchema, statement, options);
  return {
    versions: row ? [`ClickHouse ${row.version}`] : [],
    tables: [shown, ...(logs ? [logs.sql.replaceAll('`', '')] : [])],
    rights: { read: true, act: false },
    ...(row ? { clockSkewMs: Math.round(row.at - (asked + Date.now()) / 2) } : {}),
  };
}
