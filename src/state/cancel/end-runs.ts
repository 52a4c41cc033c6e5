import { type CancelOutcome, cancelRuns, type EndAct } from '../../operations/acts/cancel-runs.ts';
import { cancelText } from '../../operations/acts/cancel-text.ts';
import { errorText } from '../session/error-text.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { CancelPhase, CancelTarget } from './cancel-phase.ts';

type Deps = Pick<SessionContext, 'store' | 'dispatch' | 'effects'>;

/** Cancels or kills runs in the open store. After a switch of stores the outcomes are not shown. */
export async function endRuns(deps: Deps, runs: readonly CancelTarget[], act: EndAct): Promise<void> {
  const store = deps.store();
  const report = (address: string, phase: CancelPhase) => {
    if (deps.store() === store) deps.dispatch({ type: 'cancel-moved', address, phase });
  };
  const addresses = runs.map(({ address }) => address);
  for (const address of addresses) report(address, { type: 'requesting' });
  const onOutcome = (address: string, outcome: CancelOutcome) => report(address, { ...outcome, act });
  const outcomes = await cancelRuns({ store, addresses, act, by: deps.effects.user, onOutcome });
  const [only] = outcomes.length === 1 ? outcomes : [];
  const text = only && noticeOf(only, act);
  if (text !== undefined) deps.dispatch({ type: 'noticed', text, tone: 'error' });
}

/** The refusal with its hint, for the status line. */
function noticeOf(outcome: CancelOutcome, act: EndAct): string | undefined {
  const message = cancelText(outcome, act);
  return message && errorText({ message, hint: 'error' in outcome ? outcome.error.hint : undefined });
}
