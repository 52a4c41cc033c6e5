import type { Log, Span } from '../model/run.ts';
import type { TracePage } from './store.ts';
import { formatPlace, parsePlace } from './stored-trace.ts';

type WholeTrace = {
  /** By start time, then id. */
  readonly spans: readonly Span[];
  /** By time. */
  readonly logs: readonly Log[];
};

const spansPerPage = 1_000;

/** A page of a trace that is at hand as a whole. */
export function pageTrace(
  { spans, logs }: WholeTrace,
  { limit = spansPerPage, cursor }: { readonly limit?: number; readonly cursor?: string },
): TracePage {
  const place = cursor === undefined ? undefined : parsePlace(cursor);
  const from = place ? spans.findIndex(span => comesAfter(span, place)) : 0;
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

function comesAfter(span: Span, place: { readonly startAt: number; readonly id: string }): boolean {
  return span.startAt > place.startAt || (span.startAt === place.startAt && span.id > place.id);
}
