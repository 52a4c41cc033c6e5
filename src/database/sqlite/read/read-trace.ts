import { formatPlace, parsePlace, type TracePlace } from '../../../contract/trace-pages.ts';
import type { LogRow, SpanRow, StoredTrace } from '../../runs/rows/stored-trace.ts';
import type { Reader } from './reader.ts';

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

function readSpans(
  reader: Reader,
  key: number,
  after: TracePlace | undefined,
  limit: number,
): readonly SpanRow[] {
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
