import type { RunSummary } from '../../model/run.ts';
import { toFoundRun } from '../../operations/acts/find-runs.ts';
import { pickedRun } from '../copy/whole-run.ts';
import { hasMarks, markedRuns } from '../list/marks/marks.ts';
import type { EditedInput } from '../overlays/run-again/run-again.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';

import { readInputs, readOffers } from './read-inputs.ts';

/** Asks whether the open run, or the marked ones, are to run again, and reads meanwhile what that takes. */
export function openRunAgain(context: SessionContext): void {
  const runs = runsToRepeat(context.getState());
  askToRunAgain(context, runs);
}

/** `edited` is what the editor made of the input of the only run. */
export function askToRunAgain(
  context: SessionContext,
  chosen: readonly RunSummary[],
  edited?: EditedInput,
): void {
  const { getState, dispatch } = context;
  const { now, store } = getState();
  const workflows = chosen.filter(({ kind }) => kind === 'workflow');
  if (workflows.length === 0) {
    const text = 'only sessions of agents are marked: only workflows are started again';
    return dispatch({ type: 'noticed', text, tone: 'info' });
  }
  const runs = workflows.map(run => toFoundRun(run, now));
  const sessions = chosen.length - workflows.length;
  const { location: target } = store.target;
  dispatch({ overlay: 'run-again', type: 'opened', runs, sessions, target, edited });
  if (edited === undefined || edited === 'unchanged') context.run(() => readInputs(context, runs));
  if (store.can.start) context.run(() => readOffers(context, runs));
}

/** The open run, the marked ones, or the one under the cursor. */
export function runsToRepeat(state: State): readonly RunSummary[] {
  if (state.screen === 'table' && hasMarks(state)) return markedRuns(state.list);
  const run = pickedRun(state);
  return run ? [run] : [];
}
