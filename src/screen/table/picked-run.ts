import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { type Command, keyOf } from '../shell/keymap.ts';
import type { NextStep, SessionContext, State } from '../shell/state.ts';
import type { ListState, MarkAnchor } from './list-state.ts';
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
