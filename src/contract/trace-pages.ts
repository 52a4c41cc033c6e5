import type { Log, Span } from '../model/run.ts';
import { compareIds, notACursor, toCursor, valuesOfCursor } from './lists/run-order.ts';

export type TracePage = {
  /** By start time, then id. */
  readonly spans: readonly Span[];
  readonly logs: readonly Log[];
  readonly nextCursor?: string;
  /** Counted over the whole trace. */
  readonly spanTotal: number;
  readonly logTotal: number;
};

/** The last span of a page, and totals counted with the first page, because counting is slow. */
export type TracePlace = SpanPlace & Pick<TracePage, 'spanTotal' | 'logTotal'>;

const spansPerPage = 1_000;

/** Takes spans by start time, then id, and logs by time. */
export function pageTrace(
  { spans, logs }: Pick<TracePage, 'spans' | 'logs'>,
  { limit = spansPerPage, cursor }: { readonly limit?: number; readonly cursor?: string },
): TracePage {
  const place = cursor === undefined ? undefined : parsePlace(cursor);
  const from = place ? spans.findIndex(span => compareSpans(span, place) > 0) : 0;
  const start = from < 0 ? spans.length : from;
  const shown = spans.slice(start, start + limit);
  const last = shown.at(-1);
  const totals = { spanTotal: spans.length, logTotal: logs.length };
  const isLast = start + shown.length >= spans.length || !last;
  const after = (at: number) => place === undefined || at > place.startAt;
  const until = (at: number) => isLast || at <= last.startAt;
  return {
    spans: shown,
    logs: logs.filter(({ at }) => after(at) && until(at)),
    ...(isLast ? {} : { nextCursor: formatPlace({ startAt: last.startAt, id: last.id, ...totals }) }),
    ...totals,
  };
}

type SpanPlace = Pick<Span, 'startAt' | 'id'>;

export function compareSpans(a: SpanPlace, b: SpanPlace): number {
  return a.startAt - b.startAt || compareIds(a.id, b.id);
}

export function formatPlace({ startAt, id, spanTotal, logTotal }: TracePlace): string {
  return toCursor([startAt, id, spanTotal, logTotal]);
}

export function parsePlace(cursor: string): TracePlace {
  const [startAt, id, spanTotal, logTotal] = valuesOfCursor(cursor);
  const isPlace = typeof startAt === 'number' && typeof id === 'string';
  if (isPlace && typeof spanTotal === 'number' && typeof logTotal === 'number')
    return { startAt, id, spanTotal, logTotal };
  throw notACursor('a trace', cursor);
}
