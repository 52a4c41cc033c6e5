import { hasMarks, markedRuns } from '../list/marks/marks.ts';
import type { SessionContext } from '../session/session-context.ts';
import { copiesOf, copyChoice } from './copy.ts';
import { copyMarked } from './copy-marked.ts';

/** Copies the focused part of the detail; in the table the ids of the marked runs, or the run's id. */
export function copyFocused(context: SessionContext): void {
  const state = context.getState();
  if (hasMarks(state)) return copyMarked(context, 'id', markedRuns(state.list));
  const [first] = copiesOf(state);
  if (first) copyChoice(context, first);
}
