import type { Trace } from '../../model/run.ts';
import type { TracePage } from '../store.ts';
import { formatPlace, parsePlace } from '../stored-trace.ts';

const spansPerPage = 1_000;

/** A page of a trace that is there as a whole; its spans and logs are sorted. */
export function pageTrace(
  { spans, logs }: Trace,
  paging: { readonly limit?: number; readonly cursor?: string },
): TracePage {
  const { limit = spansPerPage, cursor } = paging;
  const after = cursor === undefined ? undefined : parsePlace(cursor);
  const rest = after
    ? spans.filter(one => one.startAt > after.startAt || (one.startAt === after.startAt && one.id > after.id))
    : spans;
  const shown = rest.slice(0, limit);
  const last = rest.length > limit ? shown.at(-1) : undefined;
  const totals = { spanTotal: spans.length, logTotal: logs.length };
  const [since, until] = [
    after?.startAt ?? Number.NEGATIVE_INFINITY,
    last?.startAt ?? Number.POSITIVE_INFINITY,
  ];
  return {
    spans: shown,
    logs: logs.filter(({ at }) => at > since && at <= until),
    ...(last ? { nextCursor: formatPlace({ startAt: last.startAt, id: last.id, ...totals }) } : {}),
    ...totals,
  };
}
