import type { SessionContext } from '../shell/session-context.ts';
import { hasMarks, markedRuns } from '../table/marks.ts';
import { copiesOf, copyChoice } from './copy.ts';
import { copyMarked } from './copy-marked.ts';

/** Copies the focused part of the detail; in the table the ids of the marked runs, or the run's id. */
export function copyFocused(context: SessionContext): void {
  const state = context.getState();
  if (hasMarks(state)) return copyMarked(context, 'id', markedRuns(state.list));
  const [first] = copiesOf(state);
  if (first) copyChoice(context, first);
}
