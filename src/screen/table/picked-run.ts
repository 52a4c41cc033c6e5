import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { formatAge, formatCount } from '../../model/text/formats.ts';
import { type Command, keyOf } from '../shell/keymap.ts';
import { tableRows } from '../shell/layout.ts';
import type { NextStep, SessionContext, State } from '../shell/state.ts';
import {
  describeCount,
  type ListState,
  type MarkAnchor,
  shownCounts,
  type View,
  type ViewCount,
  viewCount,
} from './list-state.ts';
import { cursorRun, moveCursor, whyNoRun } from './reduce-list.ts';

export function pickedRun({ screen, detail, list }: State): RunSummary | undefined {
  return screen === 'detail' && detail ? detail.summary : cursorRun(list);
}

export function noRunReason(state: State): string | undefined {
  return pickedRun(state) ? undefined : whyNoRun(state.list);
}

/** Why a command for the marked runs, else for the picked one, is disabled. */
export function noChoiceReason(state: State): string | undefined {
  const isMarking = state.tasks.some(({ kind }) => kind === 'marking') && state.screen === 'table';
  return isMarking ? `runs are being marked: ${keyOf('back')} stops that` : noRunReason(state);
}

/** For commands that are worth a hint on a failed run, and on marked runs. */
export function isFailedOrMarked(state: State): boolean {
  return pickedRun(state)?.status === 'failed' || state.list.marks.size > 0;
}

/** The hint of a command that concerns all that is listed: what is marked is more important. */
export const unlessMarked = (when: (state: State) => boolean = () => true): Command['hint'] => ({
  when: state => !hasMarks(state) && when(state),
});

export function hasFailures({ list, store }: State): boolean {
  return (store.counts?.failed ?? 0) > 0 || list.rows.some(run => run.status === 'failed');
}

/** Before a command for the first row, anchors the table on the run that the user has seen there. */
export function keepShownRow({ getState, dispatch, firstRows, now }: SessionContext): void {
  const state = getState();
  if (!isFollowing(state)) return;
  const shown = firstRows.at(now() - reactionMs);
  const index = state.list.rows.findIndex(run => runAddress(run) === shown);
  if (index > 0) dispatch({ type: 'cursor-moved', index });
}

/** Marks the run under the cursor, or takes its mark away, and moves on. */
export function toggleMark(list: ListState, height: number): ListState {
  const run = cursorRun(list);
  if (!run) return list;
  const isMarked = !list.marks.has(runAddress(run));
  const marked = { ...list, ...markRuns(list, [run], { run, isMarked }) };
  return moveCursor(marked, list.cursorIndex + 1, height);
}

export function markRuns(
  list: ListState,
  runs: readonly RunSummary[],
  anchor: MarkAnchor,
): Pick<ListState, 'marks' | 'markAnchor'> {
  const marks = new Map(list.marks);
  for (const run of runs) {
    if (anchor.isMarked) marks.set(runAddress(run), run);
    else marks.delete(runAddress(run));
  }
  return { marks, markAnchor: anchor };
}

/** The marked runs as they are now, as far as they are loaded. */
export function markedRuns({ marks, rows }: ListState): readonly RunSummary[] {
  const latest = new Map(rows.map(run => [runAddress(run), run]));
  return [...marks].map(([address, run]) => latest.get(address) ?? run);
}

/** Whether keys apply to the marked runs instead of the one under the cursor. */
export function hasMarks({ screen, list }: Pick<State, 'screen' | 'list'>): boolean {
  return screen === 'table' && list.marks.size > 0;
}

/** The runs that an act applies to: the open one, the marked ones, or the one under the cursor. */
export function chosenRuns(state: State): readonly RunSummary[] {
  if (hasMarks(state)) return markedRuns(state.list);
  const run = pickedRun(state);
  return run ? [run] : [];
}

function hasNoRowsYet({ rows, phase }: ListState): boolean {
  return phase === 'loading' && rows.length === 0;
}

/** Whether the rows that are shown, if any, are about to give way to those of another filter or order. */
export function areRowsDue({ list, store }: Pick<State, 'list' | 'store'>): boolean {
  return hasNoRowsYet(list) || (list.phase === 'loading' && store.link.type === 'live');
}

/** Does what a key means that was typed before the first page is there, unless Esc or another key follows. */
export function onceThereAreRows(context: SessionContext, act = () => {}): void {
  const { holdForRead, task, list: loader, getState, endJump } = context;
  const { rows: before } = getState().list;
  holdForRead(() =>
    task.start({ kind: 'jump', text: 'reading the runs…' }, async signal => {
      await loader.firstPage();
      if (signal.aborted) return;
      if (getState().list.rows === before) endJump();
      else act();
    }),
  );
}

/** Acts on the run under the cursor, once the cursor is where it is on its way to. */
export function whenAtRun(context: SessionContext, next: NextStep): void {
  if (context.task.afterJump(next)) return;
  const state = context.getState();
  if (state.screen !== 'table' || !areRowsDue(state)) return next.act();
  onceThereAreRows(context);
  context.task.afterJump(next);
}

/**
 * Whether new runs may take the line under the cursor: nothing is open that was opened for a run, and it is
 * seen that they do.
 */
function mayFollow({ size, screen, detail, overlay }: State): boolean {
  if (size.isLinear) return false;
  return screen === 'table' && !detail && (overlay.type === 'none' || overlay.type === 'filter');
}

export function isFollowing(state: State): boolean {
  return state.list.follow === 'following' && state.store.pausedAt === undefined && mayFollow(state);
}

/** After rows were read again: stays on the first row, or anchors if that run is not the first any more. */
export function followTop(state: State, list: ListState, height: number): ListState {
  if (list.follow === 'anchored' || !isNewestFirst(list.sort)) return list;
  if (list.cursorIndex === 0) return list;
  if (!mayFollow(state)) return { ...list, follow: 'anchored' };
  return { ...moveCursor({ ...list, top: 0 }, 0, height), follow: 'following' };
}

/** The cursor was moved by the user: it stays where it is from now on. */
export function anchor(before: ListState, list: ListState): ListState {
  return list.cursorIndex === before.cursorIndex ? list : { ...list, follow: 'anchored' };
}

/** Which run stood in the first row while the table was not anchored, and since when. */
type FirstRows = {
  readonly note: (list: ListState, now: number) => void;
  /** The address of the run that stood there then, or that is the first one known of. */
  readonly at: (time: number) => string | undefined;
};

type FirstRow = { readonly address: string; readonly since: number };

/** A key that is pressed so soon after a run took the first row means the run that stood there before. */
export const reactionMs = 300;

export function createFirstRows(): FirstRows {
  let rows: readonly FirstRow[] = [];
  const indexAt = (time: number) =>
    Math.max(
      0,
      rows.findLastIndex(({ since }) => since <= time),
    );
  return {
    note: ({ rows: [first], follow }, now) => {
      const address = first && runAddress(first);
      if (follow === 'anchored') rows = [];
      if (follow === 'anchored' || address === undefined || address === rows.at(-1)?.address) return;
      rows = [...rows.slice(indexAt(now - reactionMs)), { address, since: now }];
    },
    at: time => rows[indexAt(time)]?.address,
  };
}

declare module '../shell/state.ts' {
  interface StoreReader {
    readonly firstRows: FirstRows;
  }
}

/** `3 new above · g · 1–38 of 41`, and how far these were counted. */
export function placeText(state: State, counted: string): string {
  const { list } = state;
  const { rows, top } = list;
  const news = newsText(state);
  const marks = list.marks.size > 0 ? `${formatCount(list.marks.size)} marked · ` : '';
  if (list.phase === 'loading') return `${marks}${readingText(state)}`;
  if (rows.length === 0) return `${marks}0${list.nextCursor === undefined ? '' : '+'} runs`;
  const last = Math.min(rows.length, top + tableRows(state));
  if (isInBetween(list)) {
    const from = formatAge(rows[top]?.createdAt ?? 0, state.now);
    return `${marks}${formatCount(last - top)} of ${totalText(state)}, from ${from}`;
  }
  const { skipped, total } = placeInAll(state);
  const shown = `${formatCount(skipped + top + 1)}–${formatCount(skipped + last)}`;
  return `${marks}${news}${shown} of ${total}${counted}`;
}

/** While a store cannot be read, nothing of it is being read. */
export function readingText({ store }: State, unread = 'not read'): string {
  return store.link.type === 'stale' ? unread : 'reading…';
}

/** Whether the table moves with new runs, or how many of them are above it, and the key that shows them. */
export function newsText(state: State): string {
  const { newAbove } = state.list;
  if (newAbove > 0) return `${formatCount(newAbove)} new above · ${keyOf('move-top')} · `;
  return isFollowing(state) ? 'following · ' : '';
}

/** `3 of 144`: the place of a row among all. */
export function rowPlace(state: State, index: number): string {
  if (isInBetween(state.list)) return '';
  const { skipped, total } = placeInAll(state);
  return `${formatCount(skipped + index + 1)} of ${total}`;
}

/** Says how far the matches were counted where there may be more. */
export function countedTo({ list, now }: State): string {
  const until = list.nextCursor === undefined ? undefined : list.matches?.until;
  return until === undefined ? '' : `, counted to ${formatAge(until, now)}`;
}

function isInBetween({ end, nextCursor }: ListState): boolean {
  return end !== undefined && !end.isWhole && nextCursor !== undefined;
}

/** How many runs stand above the loaded ones, and of how many these are a part. */
function placeInAll(state: State): { readonly skipped: number; readonly total: string } {
  const { rows, end } = state.list;
  if (!end || end.isWhole) return { skipped: 0, total: totalText(state) };
  const known = knownTotal(state);
  if (!known || known.isAtLeast) return { skipped: 0, total: `the last ${formatCount(rows.length)}` };
  const runs = Math.max(known.runs, rows.length);
  return { skipped: runs - rows.length, total: formatCount(runs) };
}

/**
 * The number of matching runs, as far as known. The rows of a remote store are read in parts: the counters
 * know of late runs that came among rows which are not in sight.
 */
function totalText(state: State): string {
  const { list } = state;
  const rows = list.rows.length;
  const known = knownTotal(state);
  if (list.nextCursor === undefined) {
    if (list.partial.size > 0) return `${formatCount(rows)}+`;
    const isExact = state.store.target.isRemote && known?.isAtLeast === false;
    return formatCount(isExact ? Math.max(known.runs, rows) : rows);
  }
  return known === undefined
    ? `${formatCount(rows)}+`
    : describeCount({ ...known, runs: Math.max(known.runs, rows) });
}

/** The count beside the name of a view: by the store's counters, of the list that is shown, or as counted. */
export function tabCount(view: View, state: State): ViewCount | undefined {
  const known = viewCount(view, shownCounts(state));
  if (known || view.counted !== undefined) return known;
  const { list, store } = state;
  const counted = listedCount(view, state) ?? store.viewCounts?.get(view.filter);
  return counted && { ...counted, isAtLeast: counted.isAtLeast || list.missing.length > 0 };
}

/** How many runs the list has, where it shows a whole view. */
function listedCount(view: View, { list }: State): ViewCount | undefined {
  const isWholeView = list.view.id === view.id && list.filterText === '' && list.kind === 'both';
  if (!isWholeView || list.phase !== 'ready' || list.end || !isNewestFirst(list.sort)) return undefined;
  const runs = list.rows.length;
  if (list.nextCursor === undefined) return { runs, isAtLeast: list.partial.size > 0 };
  const { matches } = list;
  return matches && { runs: Math.max(runs, matches.runs), isAtLeast: matches.until !== undefined };
}

/** The number of matching runs, by the store's counters or counted. */
function knownTotal(state: State): ViewCount | undefined {
  const { view, filterText, kind, matches } = state.list;
  const isWholeView = filterText === '' && kind === 'both';
  const total = isWholeView ? viewCount(view, shownCounts(state)) : undefined;
  return total ?? (matches && { runs: matches.runs, isAtLeast: matches.until !== undefined });
}
