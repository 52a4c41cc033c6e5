import { compareSpans, formatPlace, parsePlace, type TracePage } from '../../../contract/trace-pages.ts';
import { memo } from '../../../model/memo.ts';
import type { Paging } from '../../kit/answer-request.ts';
import type { StoredLines } from '../runs/indexed-files.ts';
import type { SummarizedRun } from '../runs/summarize-run.ts';
import { toLog, toSpan } from '../spans/to-otlp-span.ts';

const spansPerPage = 1_000;

export function readOtlpTrace(
  run: SummarizedRun,
  files: StoredLines,
  { limit = spansPerPage, cursor }: Paging,
): TracePage {
  const after = cursor === undefined ? undefined : parsePlace(cursor);
  const { entries, logs, ids, roots } = sortedTrace(run);
  const from = after ? entries.findIndex(entry => compareSpans(entry, after) > 0) : 0;
  const spans = from < 0 ? [] : entries.slice(from, from + limit);
  const hasMore = from >= 0 && from + limit < entries.length;
  const last = hasMore ? spans.at(-1) : undefined;
  const totals = { spanTotal: entries.length, logTotal: logs.length };
  const until = last?.startAt ?? Number.POSITIVE_INFINITY;
  const since = after?.startAt ?? Number.NEGATIVE_INFINITY;
  return {
    spans: spans.flatMap(entry => {
      const framed = files.load(entry.line).spans[entry.at];
      const hasParent = entry.parentId !== undefined && ids.has(entry.parentId);
      return framed ? [toSpan(entry, framed, { isRoot: roots.has(entry), hasParent })] : [];
    }),
    logs: logs
      .filter(({ loggedAt }) => loggedAt > since && loggedAt <= until)
      .flatMap(entry => {
        const framed = files.load(entry.line).logs[entry.at];
        return framed ? [toLog(entry, framed)] : [];
      }),
    ...(last ? { nextCursor: formatPlace({ startAt: last.startAt, id: last.id, ...totals }) } : {}),
    ...totals,
  };
}

/** Newest first, each read only when asked for. */
export function* readNewestMessages(run: SummarizedRun, files: StoredLines): Generator<string> {
  for (const entry of sortedTrace(run).logs.toReversed()) {
    const framed = files.load(entry.line).logs[entry.at];
    if (framed) yield toLog(entry, framed).message;
  }
}

const sortedTrace = memo((run: SummarizedRun) => {
  const entries = run.parts.flatMap(part => part.entries).sort(compareSpans);
  return {
    entries,
    logs: run.parts.flatMap(part => part.logs).sort((a, b) => a.loggedAt - b.loggedAt),
    ids: new Set(entries.map(({ id }) => id)),
    roots: new Set(run.parts.flatMap(({ roots }) => (roots.areComplete ? roots.spans : []))),
  };
});
