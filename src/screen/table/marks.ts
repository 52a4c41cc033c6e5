import { type RunSummary, runAddress } from '../../model/run.ts';
import type { State } from '../shell/state.ts';
import type { ListState, MarkAnchor } from './list-state.ts';
import { cursorRun, moveCursor } from './reduce-list.ts';

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
