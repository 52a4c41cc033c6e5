import type { SessionContext } from '../shell/session-context.ts';
import { askToActOnMany } from './ask-many.ts';
import { chosenRuns, toMarkedSource } from './chosen-runs.ts';
import { askToRunAgain } from './run-again.ts';

/** Asks whether the open run, or the marked ones, are to run again, and reads meanwhile what that takes. */
export function openRunAgain(context: SessionContext): void {
  const state = context.getState();
  const { now, store } = state;
  const chosen = chosenRuns(state);
  const runs = chosen.filter(({ kind }) => kind === 'workflow');
  const [first] = runs;
  if (!first) {
    const text = 'only sessions of agents are marked: only workflows are started again';
    return context.dispatch({ type: 'noticed', text, tone: 'info' });
  }
  if (chosen.length === 1) return askToRunAgain(context, first);
  const source = toMarkedSource(runs, chosen.length - runs.length, now);
  askToActOnMany(context, { act: 'retry', source, target: store.target.location });
}
