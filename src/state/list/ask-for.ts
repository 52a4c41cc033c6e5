import type { Question } from '../session/actions.ts';
import type { SessionContext } from '../session/session-context.ts';

/** Changes which runs are listed, or in which order, and loads them. */
export function askFor({ dispatch, run, list }: SessionContext, question: Partial<Question>): void {
  dispatch({ type: 'question-changed', question });
  run(() => list.load());
}
