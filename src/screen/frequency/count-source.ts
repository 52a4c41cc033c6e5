import { createEmptyPages } from '../../async/empty-pages.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { ValueCounts } from '../../model/query/values/count-values.ts';
import { type ValueField, valuesIn } from '../../model/query/values/value-fields.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import { pageRows } from '../table/list-reading.ts';
import { shownCounts, toQuery, viewCount } from '../table/views.ts';
import type { CountProgress } from './frequency.ts';

/** Counts some more runs with each call; after a failure the same ones again. */
export type CountSource = () => Promise<CountProgress>;

/** Counting stops by itself after so many runs, until the user goes on. */
const runsInARow = 100_000;

/** The runs of the list, page by page. */
export function countPages(
  context: ReaderContext,
  field: ValueField,
  counts: ValueCounts,
  signal: AbortSignal,
): CountSource {
  const pages = createRunPages(context, signal);
  const total = knownTotal(context.getState());
  const at = context.now();
  let read = 0;
  let stopAt = runsInARow;
  return async () => {
    const page = await pages.next();
    for (const run of page.runs) counts.add(run, valuesIn(field, run, at));
    read += page.runs.length;
    if (pages.isOver()) return { phase: 'done', read };
    const progress = page.scanned ?? { read, total };
    if (read < stopAt) return { phase: 'counting', ...progress };
    stopAt += runsInARow;
    return { phase: 'stopped', ...progress };
  };
}

export type RunPages = { readonly next: () => Promise<RunPage>; readonly isOver: () => boolean };

export function createRunPages({ store, getState, now }: ReaderContext, signal: AbortSignal): RunPages {
  const { view, filterText, kind } = getState().list;
  const query = toQuery(view, filterText, kind);
  const options = { sort: newestFirst, limit: pageRows(getState()), now: now(), signal };
  const emptyPages = createEmptyPages();
  let cursor: string | undefined;
  let isOver = false;
  return {
    next: async () => {
      await emptyPages.rest(signal);
      const page = await untilAborted(store().listRuns(query, { ...options, cursor }), signal);
      emptyPages.note(page.runs.length === 0 && page.scanned === undefined);
      cursor = page.nextCursor;
      isOver = cursor === undefined || emptyPages.isEndless();
      return page;
    },
    isOver: () => isOver,
  };
}

function knownTotal(state: State): number | undefined {
  const { view, filterText, kind, matches } = state.list;
  if (filterText !== '' || kind !== 'both') return matches?.until === undefined ? matches?.runs : undefined;
  const count = viewCount(view, shownCounts(state));
  return count && !count.isAtLeast ? count.runs : undefined;
}
