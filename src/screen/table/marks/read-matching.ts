import { createEmptyPages } from '../../../async/empty-pages.ts';
import { untilAborted } from '../../../async/until-aborted.ts';
import { yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import { pages } from '../../../contract/lists/pages.ts';
import { compareNewest } from '../../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../../contract/lists/run-page.ts';
import { newestFirst } from '../../../contract/lists/sort.ts';
import { joinQueries } from '../../../model/query/clauses.ts';
import { createdBetween } from '../../../model/query/compose-query.ts';
import { emptyQuery, type Query } from '../../../model/query/query.ts';
import { type RunSummary, runAddress } from '../../../model/run.ts';
import { formatCount } from '../../../model/text/formats.ts';
import type { ReportProgress } from '../../shell/long-task.ts';
import type { ReaderContext } from '../../shell/reader-context.ts';
import { mostRowsAtOnce } from '../list-reading.ts';
import { toQuery } from '../views.ts';

/** Both ends included; `first` is the newer one. */
export type RunRange = { readonly first: RunSummary; readonly last: RunSummary };

export type MatchingRuns = {
  readonly runs: readonly RunSummary[];
  /** Whether there are more than are read at once. */
  readonly isCut: boolean;
};

const mostRuns = 10_000;

/** Reads the runs of the question, as it is now, or those of a range, in newest-first order. */
export async function readMatching(
  context: ReaderContext,
  range: RunRange | undefined,
  signal: AbortSignal,
  report: ReportProgress,
): Promise<MatchingRuns> {
  const found = new Map<string, RunSummary>();
  for await (const page of readPages(context, queryOf(context, range), signal)) {
    for (const run of page.runs) {
      if (range && !isIn(range, run)) continue;
      if (found.size === mostRuns) return { runs: [...found.values()], isCut: true };
      found.set(runAddress(run), run);
    }
    report(`reading the runs to mark: ${formatCount(found.size)} so far`);
  }
  return { runs: [...found.values()], isCut: false };
}

function queryOf({ getState }: ReaderContext, range: RunRange | undefined): Query {
  const { view, filterText, kind } = getState().list;
  const bounds = range ? createdBetween(range.last.createdAt, range.first.createdAt) : emptyQuery;
  return joinQueries(toQuery(view, filterText, kind), bounds);
}

function isIn({ first, last }: RunRange, run: RunSummary): boolean {
  return compareNewest(first, run) <= 0 && compareNewest(run, last) <= 0;
}

async function* readPages(
  { store, now }: ReaderContext,
  query: Query,
  signal: AbortSignal,
): AsyncGenerator<RunPage> {
  const listRuns = (asked: Query, options: ListOptions) =>
    untilAborted(store().listRuns(asked, options), signal);
  const emptyPages = createEmptyPages();
  const options = { sort: newestFirst, limit: mostRowsAtOnce, now: now(), signal };
  const next = () => emptyPages.rest(signal);
  for await (const page of pages({ listRuns }, query, { ...options, next })) {
    yield page;
    emptyPages.note(page.runs.length === 0 && page.scanned === undefined);
    await yieldToEventLoop();
    if (emptyPages.isEndless()) return;
  }
}
