import { InspectorError } from '../model/errors.ts';
import type { Log, Span, SpanEvent, SpanStatus } from '../model/run.ts';
import { mapInTurns } from './in-turns.ts';
import { parsePayload } from './parse-payload.ts';
import type { TracePage } from './store.ts';
import { given, isRecord } from './stored-run.ts';

/** A page of a trace as it lies in the store: attributes and events are still JSON texts. */
export type StoredTrace = {
  readonly spans: readonly SpanRow[];
  readonly logs: readonly LogRow[];
  readonly nextCursor?: string;
  readonly spanTotal: number;
  readonly logTotal: number;
};

export type SpanRow = {
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

export type LogRow = {
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly span_id: string | null;
  readonly attributes: string | null;
};

type Totals = { readonly spanTotal: number; readonly logTotal: number };

/** A span, and how large the trace was when its first page was read: counting again for each page takes longer than the page. */
export type TracePlace = { readonly startAt: number; readonly id: string } & Totals;

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

export function formatPlace({ startAt, id, spanTotal, logTotal }: TracePlace): string {
  return Buffer.from(JSON.stringify([startAt, id, spanTotal, logTotal])).toString('base64url');
}

/** Throws an `InspectorError` when the text is no cursor of a trace. */
export function parsePlace(cursor: string): TracePlace {
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
