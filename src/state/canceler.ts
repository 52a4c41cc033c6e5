import { InspectorError } from '../model/errors.ts';
import { isActive, statusInfo } from '../model/status.ts';
import type { RunStore } from '../stores/store.ts';
import type { Action } from './actions.ts';
import type { CancelPhase, CancelTarget, State } from './state.ts';

type Deps = {
  readonly store: () => RunStore;
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
};

/**
 * Asks the store that is open now to cancel each run, one after the other, and tells what it answered. Whatever is
 * opened meanwhile, the runs are those of this store.
 */
export async function cancelRuns(deps: Deps, runs: readonly CancelTarget[]): Promise<void> {
  const store = deps.store();
  const tell = (address: string, phase: CancelPhase) => {
    if (deps.store() === store) deps.dispatch({ type: 'cancel-moved', address, phase });
  };
  for (const { address } of runs) tell(address, { type: 'asking' });
  for (const { address } of runs) {
    try {
      tell(address, { type: 'answered', result: await store.cancelRun(address) });
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      tell(address, { type: 'error', error });
      if (runs.length === 1) deps.dispatch({ type: 'noticed', text: wordsOf(error), tone: 'error' });
    }
  }
}

/** Looks after the runs that were asked to end, whether the table still lists them or not, until they have. */
export async function followCancels(deps: Deps): Promise<void> {
  const store = deps.store();
  for (const [address, phase] of deps.getState().list.cancels) {
    if (!isPending(phase)) continue;
    const run = await store.getRun(address).catch(() => undefined);
    if (!run || isActive(run) || deps.store() !== store) continue;
    deps.dispatch({ type: 'cancel-moved', address, phase: { type: 'ended', status: run.status } });
    if (deps.getState().overlay.type === 'outcomes') continue;
    const text = `${run.name}: ${statusInfo[run.status].label}`;
    deps.dispatch({ type: 'noticed', text, tone: 'info' });
  }
}

function wordsOf({ message, hint }: InspectorError): string {
  return `not canceled: ${[message, hint].filter(Boolean).join(': ')}`;
}

function isPending(phase: CancelPhase): boolean {
  if (phase.type !== 'answered') return false;
  return phase.result.type === 'requested' || phase.result.type === 'canceled';
}
