import type { Log, Trace } from '../../model/run.ts';
import type { TracePage } from '../store.ts';
import { formatPlace, parsePlace } from '../stored-trace.ts';

const defaultLimit = 1_000;

/** A page of a trace whose spans are in order, by start time and id. */
export function pageTrace(
  { spans, logs }: Trace,
  { limit = defaultLimit, cursor }: { readonly limit?: number; readonly cursor?: string } = {},
): TracePage {
  const after = cursor === undefined ? undefined : parsePlace(cursor);
  const rest = after
    ? spans.filter(
        ({ startAt, id }) => startAt > after.startAt || (startAt === after.startAt && id > after.id),
      )
    : spans;
  const page = rest.slice(0, limit);
  const last = rest.length > limit ? page.at(-1) : undefined;
  const { spanTotal, logTotal } = (last && after) ?? { spanTotal: spans.length, logTotal: logs.length };
  return {
    spans: page,
    logs: logsBetween(logs, after?.startAt, last?.startAt),
    ...(last ? { nextCursor: formatPlace({ startAt: last.startAt, id: last.id, spanTotal, logTotal }) } : {}),
    spanTotal,
    logTotal,
  };
}

function logsBetween(logs: readonly Log[], after: number | undefined, until: number | undefined) {
  return logs.filter(({ at }) => (after === undefined || at > after) && (until === undefined || at <= until));
}
