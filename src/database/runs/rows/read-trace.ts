import { formatPlace, parsePlace, type TracePlace } from '../../../contract/trace-pages.ts';
import { type Reading, rowsOf } from '../reading.ts';
import { raw, sql } from '../sql-template.ts';
import type { LogRow, SpanRow, StoredTrace } from './stored-trace.ts';

export type TraceOptions = { readonly limit: number; readonly cursor?: string };

/** `undefined` for an unknown id. */
export function* readTrace(id: string, { limit, cursor }: TraceOptions): Reading<StoredTrace | undefined> {
  const [run] = yield* rowsOf<{ key: number }>(sql`SELECT key FROM runs WHERE id = ${id}`);
  if (!run) return undefined;
  const after = cursor === undefined ? undefined : parsePlace(cursor);
  const rows = yield* readSpans(run.key, after, limit + 1);
  const spans = rows.slice(0, limit);
  const last = rows.length > limit ? spans.at(-1) : undefined;
  const { spanTotal, logTotal } = (last && after) ?? (yield* readTotals(run.key));
  return {
    spans,
    logs: yield* readLogs(run.key, after?.startAt, last?.start_at),
    nextCursor: last && formatPlace({ startAt: last.start_at, id: last.id, spanTotal, logTotal }),
    spanTotal,
    logTotal,
  };
}

const spanColumns = raw('id, parent_id, name, kind, start_at, end_at, status, attributes, events');

function readSpans(key: number, after: TracePlace | undefined, limit: number): Reading<readonly SpanRow[]> {
  const isAfter = after ? sql` AND (start_at, id) > (${after.startAt}, ${after.id})` : raw('');
  return rowsOf(
    sql`SELECT ${spanColumns} FROM spans WHERE run = ${key}${isAfter} ORDER BY start_at, id LIMIT ${limit}`,
  );
}

/** The logs after the previous page, up to this page's last span, or to the end on the last page. */
function readLogs(
  key: number,
  after = Number.NEGATIVE_INFINITY,
  until = Number.POSITIVE_INFINITY,
): Reading<readonly LogRow[]> {
  return rowsOf(
    sql`SELECT at, level, message, span_id, attributes FROM logs
      WHERE run = ${key} AND at > ${after} AND at <= ${until} ORDER BY at, seq`,
  );
}

function* readTotals(key: number): Reading<{ readonly spanTotal: number; readonly logTotal: number }> {
  const [totals] = yield* rowsOf<{ spans: number; logs: number }>(
    sql`SELECT (SELECT count(*) FROM spans WHERE run = ${key}) AS spans, (SELECT count(*) FROM logs WHERE run = ${key}) AS logs`,
  );
  return { spanTotal: totals?.spans ?? 0, logTotal: totals?.logs ?? 0 };
}
