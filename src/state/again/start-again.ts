import { InspectorError } from '../../model/errors.ts';
import { isSameRun } from '../../model/run.ts';
import { againText } from '../../operations/acts/again-text.ts';
import { runAgain } from '../../operations/acts/run-again.ts';
import type { StartOutcome } from '../../operations/acts/start-outcome.ts';
import type { RunTarget } from '../acts/run-target.ts';
import { pickedRun } from '../copy/whole-run.ts';
import type { RunAgain } from '../overlays/run-again/run-again.ts';
import { errorText } from '../session/error-text.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';

/** Starts the run, for which quitting waits. */
export function startAgain(context: SessionContext, { run, edited }: Pick<RunAgain, 'run' | 'edited'>): void {
  context.finish(async () => {
    await startOne(context, run, edited);
    context.run(context.refreshAll);
  });
}

/** A user who did nothing else meanwhile goes on to the new run. */
async function startOne(context: SessionContext, run: RunTarget, edited: RunAgain['edited']): Promise<void> {
  const { effects, getState, dispatch } = context;
  const store = context.store();
  const before = getState();
  const input = edited === 'unchanged' ? undefined : edited;
  const { address } = run;
  const outcome = await runAgain({ store, address, input, by: effects.user, trigger: 'cli' });
  if (outcome.type !== 'started')
    return dispatch({ type: 'noticed', text: failureText(outcome), tone: 'error' });
  if (input) dispatch({ type: 'input-edited', address });
  const text = `started ${outcome.address}: ${run.name} again`;
  dispatch({ type: 'noticed', text, tone: 'info' });
  if (context.store() === store) await openStarted(context, outcome.address, before);
}

/** The outcome with its hint, for the status line. */
function failureText(outcome: StartOutcome): string {
  const hint =
    outcome.type === 'refused' ? outcome.hint : 'error' in outcome ? outcome.error.hint : undefined;
  return errorText({ message: againText(outcome) ?? '', hint });
}

/** It may be that the store does not list it yet. */
async function openStarted(
  { store, getState, dispatch }: SessionContext,
  address: string,
  before: State,
): Promise<void> {
  const opened = store();
  const isStillThere = () => store() === opened && isSamePlace(getState(), before);
  try {
    const run = await opened.getRun(address, { include: { lazyPayloads: true } });
    if (!run || !isStillThere()) return;
    dispatch({ type: 'run-opened', summary: run });
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
  }
}

function isSamePlace(now: State, before: State): boolean {
  if (now.overlay.type !== 'none' || now.screen !== before.screen) return false;
  const run = pickedRun(now);
  return run === undefined || isSameRun(pickedRun(before), run);
}
