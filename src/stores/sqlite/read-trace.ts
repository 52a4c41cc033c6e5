import { InspectorError } from '../../model/errors.ts';
import type { Log, Span, SpanEvent, SpanStatus } from '../../model/run.ts';
import { parsePayload } from '../parse-payload.ts';
import type { TracePage } from '../store.ts';
import { mapInTurns } from './in-turns.ts';
import { isRecord } from './read-run.ts';
import type { Reader } from './reader.ts';
import { given } from './run-row.ts';

/** A page of a trace as it lies in the store: attributes and events are still JSON texts. */
export type StoredTrace = {
  readonly spans: readonly SpanRow[];
  readonly logs: readonly LogRow[];
  readonly nextCursor?: string;
  readonly spanTotal: number;
  readonly logTotal: number;
};

type SpanRow = {
  readonly id: string;
  readonly parent_id: string | null;
  readonly name: string;
  readonly kind: string;
  readonly start_at: number;
  readonly end_at: number | null;
  readonly status: SpanStatus;
  readonly attributes: string | null;
  readonly events: string | null;
};

type LogRow = {
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly span_id: string | null;
  readonly attributes: string | null;
};

type Totals = { readonly spanTotal: number; readonly logTotal: number };

/** A span, and how large the trace was when its first page was read: counting again for each page takes longer than the page. */
type Place = { readonly startAt: number; readonly id: string } & Totals;

export type TraceOptions = { readonly limit: number; readonly cursor?: string };

/** `undefined` when there is no such run. */
export function readStoredTrace(reader: Reader, id: string, options: TraceOptions): StoredTrace | undefined {
  const run = reader.prepare<{ key: number }>('SELECT key FROM runs WHERE id = ?').get(id);
  if (!run) return undefined;
  const after = options.cursor === undefined ? undefined : parsePlace(options.cursor);
  const rows = readSpans(reader, run.key, after, options.limit + 1);
  const spans = rows.slice(0, options.limit);
  const last = rows.length > options.limit ? spans.at(-1) : undefined;
  const { spanTotal, logTotal } = (last && after) ?? {
    spanTotal: countOf(reader, 'spans', run.key),
    logTotal: countOf(reader, 'logs', run.key),
  };
  return {
    spans,
    logs: readLogs(reader, run.key, after?.startAt, last?.start_at),
    nextCursor: last && formatPlace({ startAt: last.start_at, id: last.id, spanTotal, logTotal }),
    spanTotal,
    logTotal,
  };
}

function readSpans(reader: Reader, key: number, after: Place | undefined, limit: number): readonly SpanRow[] {
  const columns = 'id, parent_id, name, kind, start_at, end_at, status, attributes, events';
  if (!after)
    return reader
      .prepare<SpanRow>(`SELECT ${columns} FROM spans WHERE run = ? ORDER BY start_at, id LIMIT ?`)
      .all(key, limit);
  return reader
    .prepare<SpanRow>(
      `SELECT ${columns} FROM spans WHERE run = ? AND (start_at, id) > (?, ?) ORDER BY start_at, id LIMIT ?`,
    )
    .all(key, after.startAt, after.id, limit);
}

/** The logs after the last page's spans, up to this page's last span; to the end when it is the last page. */
function readLogs(
  reader: Reader,
  key: number,
  after: number | undefined,
  until: number | undefined,
): readonly LogRow[] {
  return reader
    .prepare<LogRow>(
      `SELECT at, level, message, span_id, attributes FROM logs
      WHERE run = ? AND at > ? AND at <= ? ORDER BY at, seq`,
    )
    .all(key, after ?? Number.NEGATIVE_INFINITY, until ?? Number.POSITIVE_INFINITY);
}

function countOf(reader: Reader, table: 'spans' | 'logs', key: number): number {
  return reader.prepare<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE run = ?`).get(key)?.n ?? 0;
}

export async function toTracePage({ spans, logs, ...rest }: StoredTrace): Promise<TracePage> {
  return { ...rest, spans: await mapInTurns(spans, toSpan), logs: await mapInTurns(logs, toLog) };
}

function toSpan(row: SpanRow): Span {
  return {
    id: row.id,
    parentId: given(row.parent_id),
    name: row.name,
    kind: row.kind,
    startAt: row.start_at,
    endAt: given(row.end_at),
    status: row.status,
    attributes: toAttributes(row.attributes),
    events: toEvents(row.events),
  };
}

function toLog(row: LogRow): Log {
  return {
    at: row.at,
    level: row.level,
    message: row.message,
    spanId: given(row.span_id),
    attributes: toAttributes(row.attributes),
  };
}

function toAttributes(json: string | null): Readonly<Record<string, unknown>> {
  const value = json === null ? undefined : parsePayload(json);
  return isRecord(value) ? value : {};
}

function toEvents(json: string | null): readonly SpanEvent[] {
  const value = json === null ? [] : parsePayload(json);
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map(event => ({
    name: String(event.name),
    at: Number(event.at),
    attributes: isRecord(event.attributes) ? event.attributes : {},
  }));
}

function formatPlace({ startAt, id, spanTotal, logTotal }: Place): string {
  return Buffer.from(JSON.stringify([startAt, id, spanTotal, logTotal])).toString('base64url');
}

function parsePlace(cursor: string): Place {
  const value = parsePayload(Buffer.from(cursor, 'base64url').toString());
  if (Array.isArray(value)) {
    const [startAt, id, spanTotal, logTotal]: unknown[] = value;
    const isPlace = typeof startAt === 'number' && typeof id === 'string';
    if (isPlace && typeof spanTotal === 'number' && typeof logTotal === 'number') {
      return { startAt, id, spanTotal, logTotal };
    }
  }
  throw new InspectorError('usage', `not a cursor of a trace: ${cursor.slice(0, 40)}`, {
    hint: 'take nextCursor of the page before, as it is',
  });
}
