import type { RunSummary } from '../../model/run.ts';
import { isCancelable } from '../../model/status.ts';
import type { EndAct } from '../../operations/acts/cancel-runs.ts';
import { toFoundRun } from '../../operations/acts/find-runs.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { hasMarks } from '../table/marks.ts';
import { chosenRuns, toMarkedSource } from './chosen-runs.ts';

/** Asks whether to cancel the chosen runs; several of them, as far as they are active. */
export function openConfirmCancel({ getState, dispatch }: SessionContext): void {
  const state = getState();
  const chosen = chosenRuns(state);
  const runs = hasMarks(state) ? chosen.filter(isCancelable) : chosen;
  const [first] = runs;
  if (!first) {
    const text = 'none of the marked runs is active any more';
    return dispatch({ type: 'noticed', text, tone: 'info' });
  }
  const act = actFor(runs, state);
  const target = state.store.target.location;
  if (chosen.length === 1) {
    const run = toFoundRun(first, state.now);
    return dispatch({ overlay: 'confirm-cancel', type: 'opened', act, run, target });
  }
  const source = toMarkedSource(runs, chosen.length - runs.length, state.now);
  dispatch({ overlay: 'confirm-many', type: 'opened', act, source, target });
}

/** `kill` when the store supports it and a cancel of every run was already requested. */
function actFor(runs: readonly RunSummary[], { store }: State): EndAct {
  return store.can.kill && runs.every(run => run.cancelRequestedAt !== undefined) ? 'kill' : 'cancel';
}
