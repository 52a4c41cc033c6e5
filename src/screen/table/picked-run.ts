import { type RunSummary, runAddress } from '../../model/run.ts';
import { type Command, keyOf } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import type { ListState, MarkAnchor } from './list-state.ts';
import { cursorRun, moveCursor, whyNoRun } from './reduce-list.ts';

export function pickedRun({ screen, detail, list }: State): RunSummary | undefined {
  return screen === 'detail' && detail ? detail.summary : cursorRun(list);
}

export function noRunReason(state: State): string | undefined {
  return pickedRun(state) ? undefined : whyNoRun(state.list);
}

export function noChoiceReason(state: State): string | undefined {
  const isMarking = state.tasks.some(({ kind }) => kind === 'marking') && state.screen === 'table';
  return isMarking ? `runs are being marked: ${keyOf('back')} stops that` : noRunReason(state);
}

export function isFailedOrMarked(state: State): boolean {
  return pickedRun(state)?.status === 'failed' || state.list.marks.size > 0;
}

/** Hides the hint of a command for the whole list while runs are marked. */
export const unlessMarked = (when: (state: State) => boolean = () => true): Command['hint'] => ({
  when: state => !hasMarks(state) && when(state),
});

export function hasFailures({ list, store }: State): boolean {
  return (store.counts?.failed ?? 0) > 0 || list.rows.some(run => run.status === 'failed');
}

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

/** The marked runs, as last read where they are still loaded. */
export function markedRuns({ marks, rows }: ListState): readonly RunSummary[] {
  const latest = new Map(rows.map(run => [runAddress(run), run]));
  return [...marks].map(([address, run]) => latest.get(address) ?? run);
}

/** Whether keys apply to the marked runs instead of the one under the cursor. */
export function hasMarks({ screen, list }: Pick<State, 'screen' | 'list'>): boolean {
  return screen === 'table' && list.marks.size > 0;
}

export function chosenRuns(state: State): readonly RunSummary[] {
  if (hasMarks(state)) return markedRuns(state.list);
  const run = pickedRun(state);
  return run ? [run] : [];
}
