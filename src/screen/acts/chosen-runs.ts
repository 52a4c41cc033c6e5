import { compareNewest } from '../../contract/lists/run-order.ts';
import type { RunSummary } from '../../model/run.ts';
import { toFoundRun } from '../../operations/acts/find-runs.ts';
import { createRunCounts } from '../../operations/run-counts.ts';
import type { State } from '../shell/state.ts';
import { hasMarks, markedRuns } from '../table/marks.ts';
import { pickedRun } from '../table/picked-run.ts';
import type { RunSource } from './confirm-many.ts';

/** The runs that an act applies to: the open one, the marked ones, or the one under the cursor. */
export function chosenRuns(state: State): readonly RunSummary[] {
  if (hasMarks(state)) return markedRuns(state.list);
  const run = pickedRun(state);
  return run ? [run] : [];
}

/** Marked runs as they are fixed for a question; `leftOut` more are marked. */
export function toMarkedSource(marked: readonly RunSummary[], leftOut: number, now: number): RunSource {
  const counts = createRunCounts();
  for (const run of marked) counts.add(run);
  const runs = marked.toSorted(compareNewest).map(run => toFoundRun(run, now));
  return { type: 'marked', runs: { runs, counts: counts.list(), isCut: false }, leftOut };
}
