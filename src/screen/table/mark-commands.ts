import { compareNewest, isNewer, isNewestFirst, listedAt } from '../../contract/lists/run-order.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { composeQuery, createdBetween, createdUpTo } from '../../model/query/compose-query.ts';
import { emptyQuery, type Query } from '../../model/query/query.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { keyOf } from '../shell/keymap.ts';
import type { ReaderContext, ReportProgress, SessionContext } from '../shell/state.ts';
import { readPages } from './list-reading.ts';
import { type ListState, type MarkAnchor, toQuery } from './list-state.ts';
import { cursorRun } from './reduce-list.ts';
import { isIn, type Span } from './remote-list.ts';

export function markRange(context: SessionContext): void {
  const { getState, dispatch, say } = context;
  const { list } = getState();
  const run = cursorRun(list);
  const anchor = list.markAnchor;
  if (!run) return;
  if (!anchor)
    return say(`${keyOf('mark')} marks a run first, then ${keyOf('mark-range')} those up to another`);
  const loaded = rowsBetween(list, anchor.run, run);
  if (loaded) return dispatch({ type: 'range-marked', runs: loaded, anchor: { ...anchor, run } });
  if (!isNewestFirst(list.sort))
    return say(`the run that was marked last is not in this list: ${keyOf('mark')} marks another`);
  const [first, last] = compareNewest(anchor.run, run) <= 0 ? [anchor.run, run] : [run, anchor.run];
  markMatching(context, { ...anchor, run }, { first, last });
}

export function markAll(context: SessionContext): void {
  const run = cursorRun(context.getState().list);
  if (run) markMatching(context, { run, isMarked: true });
}

export function clearMarks({ getState, dispatch, say }: SessionContext): void {
  const { size } = getState().list.marks;
  dispatch({ type: 'marks-cleared' });
  say(`${countOf(size, 'mark')} cleared`);
}

function markMatching(context: SessionContext, anchor: MarkAnchor, range?: RunRange): void {
  const { holdForRead, task, getState, dispatch, say } = context;
  const verb = anchor.isMarked ? 'marked' : 'unmarked';
  holdForRead(() =>
    task.start({ kind: 'marking', text: 'reading the runs to mark…' }, async (signal, report) => {
      const { runs, isCut } = await readMatching(context, range, signal, report);
      if (signal.aborted) return;
      dispatch({ type: 'range-marked', runs, anchor });
      const count = formatCount(runs.length);
      const text = isCut ? `${verb} the first ${count}: no more are marked at once` : `${verb} ${count}`;
      const tone = isCut ? 'error' : 'info';
      if (getState().overlay.type === 'none') say(text, tone);
    }),
  );
}

function rowsBetween(
  { rows }: ListState,
  one: RunSummary,
  other: RunSummary,
): readonly RunSummary[] | undefined {
  const addresses = rows.map(runAddress);
  const [from, to] = [addresses.indexOf(runAddress(one)), addresses.indexOf(runAddress(other))];
  if (from < 0 || to < 0) return undefined;
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** Both ends included; `first` is the newer one. */
type RunRange = Required<Span>;

const mostRuns = 10_000;

async function readMatching(
  context: ReaderContext,
  range: RunRange | undefined,
  signal: AbortSignal,
  report: ReportProgress,
): Promise<{ readonly runs: readonly RunSummary[]; readonly isCut: boolean }> {
  const found = new Map<string, RunSummary>();
  const query = joinQueries(toQuery(context.getState().list), range ? boundsOf(range) : emptyQuery);
  for await (const page of readPages(context, query, signal)) {
    for (const run of page.runs) {
      if (range && isNewer(range.last, run)) return { runs: [...found.values()], isCut: false };
      if (range && !isIn(range, run)) continue;
      if (found.size === mostRuns) return { runs: [...found.values()], isCut: true };
      found.set(runAddress(run), run);
    }
    report(`reading the runs to mark: ${formatCount(found.size)} so far`);
  }
  return { runs: [...found.values()], isCut: false };
}

/** In a list by the last change, a run of the range may have been created at any time before. */
function boundsOf({ first, last }: RunRange): Query {
  if (last.changedAt !== undefined) return composeQuery(createdUpTo(listedAt(first)));
  return createdBetween(last.createdAt, first.createdAt);
}
