import { formatPlace, parsePlace, type TracePlace } from '../../../contract/trace-pages.ts';
import type { LogRow, SpanRow, StoredTrace } from '../../runs/rows/stored-trace.ts';
import { raw, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { encodeText } from '../text-codec.ts';
import { decodeRow } from './run-row.ts';

export type TraceOptions = { readonly limit: number; readonly cursor?: string };

/** `undefined` when there is no such run. */
export async function readStoredTrace(
  db: Database,
  id: string,
  { cursor, limit }: TraceOptions,
): Promise<StoredTrace | undefined> {
  const [run] = await db.rows<{ key: number }>(
    sql`SELECT key FROM runs WHERE id = ${encodeText(id)}`,
    'run-key',
  );
  if (!run) return undefined;
  const after = cursor === undefined ? undefined : parsePlace(cursor);
  const rows = await readSpans(db, run.key, after, limit + 1);
  const spans = rows.slice(0, limit);
  const last = rows.length > limit ? spans.at(-1) : undefined;
  const { spanTotal, logTotal } = (last && after) ?? (await readTotals(db, run.key));
  return {
    spans,
    logs: await readLogs(db, run.key, after?.startAt, last?.start_at),
    nextCursor: last && formatPlace({ startAt: last.start_at, id: last.id, spanTotal, logTotal }),
    spanTotal,
    logTotal,
  };
}

async function readSpans(
  db: Database,
  key: number,
  after: TracePlace | undefined,
  limit: number,
): Promise<readonly SpanRow[]> {
  const beyond = after
    ? sql`AND (start_at, id) > (${after.startAt}::float8, ${encodeText(after.id)}::text)`
    : raw('');
  const spans = await db.rows<SpanRow>(
    sql`SELECT id, parent_id, name, kind, start_at, end_at, status, attributes, events FROM spans
      WHERE run = ${key} ${beyond} ORDER BY start_at, id LIMIT ${limit}`,
    after ? 'spans-after' : 'spans',
  );
  return spans.map(decodeRow);
}

/** The logs after the last page's spans, up to this page's last span; to the end when it is the last page. */
async function readLogs(
  db: Database,
  key: number,
  after: number | undefined,
  until: number | undefined,
): Promise<readonly LogRow[]> {
  const logs = await db.rows<LogRow>(
    sql`SELECT at, level, message, span_id, attributes FROM logs WHERE run = ${key}
      AND at > ${after ?? '-Infinity'}::float8 AND at <= ${until ?? 'Infinity'}::float8 ORDER BY at, seq`,
    'logs',
  );
  return logs.map(decodeRow);
}

async function readTotals(db: Database, key: number): Promise<{ spanTotal: number; logTotal: number }> {
  const [totals] = await db.rows<{ spans: number; logs: number }>(
    sql`SELECT (SELECT count(*) FROM spans WHERE run = ${key}) AS spans, (SELECT count(*) FROM logs WHERE run = ${key}) AS logs`,
    'trace-totals',
  );
  return { spanTotal: totals?.spans ?? 0, logTotal: totals?.logs ?? 0 };
}
