import { type CancelOutcome, cancelRuns, type EndAct } from '../../operations/cancel-runs.ts';
import { cancelText } from '../../operations/cancel-text.ts';
import { errorText } from '../session/error-text.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { CancelPhase, CancelTarget } from './cancel-phase.ts';

type Deps = Pick<SessionContext, 'store' | 'dispatch' | 'effects'>;

/**
 * Asks the store that is open now to cancel or kill each run, and reports each outcome. When another store is
 * opened meanwhile, the requests still go to this one, but their outcomes are no longer shown.
 */
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

/** The refusal in full, for the one place on the screen that has room for it. */
function noticeOf(outcome: CancelOutcome, act: EndAct): string | undefined {
  const message = cancelText(outcome, act);
  return message && errorText({ message, hint: 'error' in outcome ? outcome.error.hint : undefined });
}
