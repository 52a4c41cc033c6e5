import type { TracePage } from '../store.ts';
import { formatPlace, parsePlace, type TracePlace } from '../stored-trace.ts';
import { toLog, toSpan } from './model-span.ts';
import type { Library } from './otlp-library.ts';
import type { SpanEntry } from './span-entry.ts';
import type { SummarizedRun } from './summarize-run.ts';
import { compareEntries } from './trace-group.ts';

export type TraceOptions = { readonly limit: number; readonly cursor?: string };

/** A page of a run's spans, of which only the lines are read in which they stand. */
export function readTrace(run: SummarizedRun, library: Library, { limit, cursor }: TraceOptions): TracePage {
  const after = cursor === undefined ? undefined : parsePlace(cursor);
  const entries = run.parts.flatMap(({ part }) => part.entries).sort(compareEntries);
  const logs = run.parts.flatMap(({ part }) => part.logs).sort((a, b) => a.loggedAt - b.loggedAt);
  const from = after ? entries.findIndex(entry => isBehind(entry, after)) : 0;
  const spans = from < 0 ? [] : entries.slice(from, from + limit);
  const hasMore = from >= 0 && from + limit < entries.length;
  const last = hasMore ? spans.at(-1) : undefined;
  const totals = { spanTotal: entries.length, logTotal: logs.length };
  const until = last?.startAt ?? Number.POSITIVE_INFINITY;
  const since = after?.startAt ?? Number.NEGATIVE_INFINITY;
  const heads = new Set(run.parts.flatMap(one => (one.heads.areWhole ? one.heads.spans : [])));
  const ids = new Set(entries.map(({ id }) => id));
  return {
    spans: spans.flatMap(entry => {
      const framed = library.load(entry.line).spans[entry.at];
      const hasParent = entry.parentId !== undefined && ids.has(entry.parentId);
      return framed ? [toSpan(entry, framed, { isHead: heads.has(entry), hasParent })] : [];
    }),
    logs: logs
      .filter(({ loggedAt }) => loggedAt > since && loggedAt <= until)
      .flatMap(entry => {
        const framed = library.load(entry.line).logs[entry.at];
        return framed ? [toLog(entry, framed)] : [];
      }),
    ...(last ? { nextCursor: formatPlace({ startAt: last.startAt, id: last.id, ...totals }) } : {}),
    ...totals,
  };
}

function isBehind(entry: SpanEntry, { startAt, id }: TracePlace): boolean {
  return entry.startAt > startAt || (entry.startAt === startAt && entry.id > id);
}
