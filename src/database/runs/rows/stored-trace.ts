import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { TracePage } from '../../../contract/trace-pages.ts';
import { isRecord } from '../../../model/is-record.ts';
import { parsePayload } from '../../../model/payload/json-text.ts';
import type { Log, Span, SpanEvent, SpanStatus } from '../../../model/run.ts';

/** A stored page of a trace: attributes and events are JSON texts. */
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

export async function toTracePage({ spans, logs, ...rest }: StoredTrace): Promise<TracePage> {
  return { ...rest, spans: await mapYielding(spans, createToSpan()), logs: await mapYielding(logs, toLog) };
}

/** Each row that comes from a thread has its own copy of a text: equal texts are kept once. */
function createToSpan(): (row: SpanRow) => Span {
  const texts = new Map<string, string>();
  const once = (text: string): string => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  return row => toSpan(row, once);
}

function toSpan(row: SpanRow, once: (text: string) => string): Span {
  const parentId = row.parent_id ?? undefined;
  return {
    id: row.id,
    parentId: parentId === undefined ? undefined : once(parentId),
    name: once(row.name),
    kind: once(row.kind),
    startAt: row.start_at,
    endAt: row.end_at ?? undefined,
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
    spanId: row.span_id ?? undefined,
    attributes: toAttributes(row.attributes),
  };
}

function toAttributes(json: string | null): Readonly<Record<string, unknown>> {
  const value = json === null ? undefined : parsePayload(json);
  return isRecord(value) ? value : {};
}

const noEvents: readonly SpanEvent[] = [];

function toEvents(json: string | null): readonly SpanEvent[] {
  const value = json === null ? undefined : parsePayload(json);
  if (!Array.isArray(value)) return noEvents;
  return value.filter(isRecord).map(event => ({
    name: String(event.name),
    at: Number(event.at),
    attributes: isRecord(event.attributes) ? event.attributes : {},
  }));
}
