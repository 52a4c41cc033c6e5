import { type CancelOutcome, cancelRun, cancelText, type EndAct } from '../../operations/acts/cancel-runs.ts';
import { errorText } from '../shell/error-text.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { CancelPhase } from './cancel-phase.ts';
import type { RunTarget } from './run-target.ts';

/** Cancels or kills a run of the open store. After a switch of stores the outcome is not shown. */
export function endOne(context: SessionContext, { address }: RunTarget, act: EndAct): void {
  const { dispatch, effects, finish, run, refreshAll } = context;
  const store = context.store();
  const report = (phase: CancelPhase): void => {
    if (context.store() === store) dispatch({ type: 'cancel-moved', address, phase });
  };
  report({ type: 'requesting' });
  finish(async () => {
    const outcome = await cancelRun({ store, act, by: effects.user }, address);
    report({ ...outcome, act });
    const text = noticeOf(outcome, act);
    if (text !== undefined) dispatch({ type: 'noticed', text, tone: 'error' });
    run(refreshAll);
  });
}

/** The refusal with its hint, for the status line. */
function noticeOf(outcome: CancelOutcome, act: EndAct): string | undefined {
  const message = cancelText(outcome, act);
  return message && errorText({ message, hint: 'error' in outcome ? outcome.error.hint : undefined });
}
