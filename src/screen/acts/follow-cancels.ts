import type { RunSummary } from '../../model/run.ts';
import { isActive, statusInfo } from '../../model/status.ts';
import { actOnRuns } from '../../operations/acts/act-on-runs.ts';
import { type CancelPhase, isPending } from '../../operations/acts/cancel-runs.ts';
import { unlessAway } from '../shell/jobs.ts';
import type { ReaderContext } from '../shell/reader-context.ts';

/** The most runs that are read at once: of thousands, the next ones follow as these end. */
const mostFollowed = 100;

/** Reads each run with a pending cancel again, also runs that the table no longer lists. */
export async function followCancels(deps: ReaderContext, signal: AbortSignal): Promise<void> {
  const store = deps.store();
  const phases = new Map(pendingCancels(deps.getState().list.cancels).slice(-mostFollowed));
  const moved = new Map<string, CancelPhase>();
  const perform = async (address: string): Promise<void> => {
    const reading = { include: { lazyPayloads: true }, signal };
    // After an expected failure the run is read again at the next change.
    const run = await unlessAway(() => store.getRun(address, reading), signal);
    const next = run && nextPhase(phases.get(address), run);
    if (run && next) moved.set(address, next);
    const isTold = phases.size === 1 && next?.type === 'ended';
    if (run && isTold && deps.store() === store && !signal.aborted) tellEnd(deps, run);
  };
  await actOnRuns({ addresses: [...phases.keys()], perform, stop: signal });
  if (moved.size > 0 && deps.store() === store && !signal.aborted)
    deps.dispatch({ type: 'cancels-moved', phases: moved });
}

/** Thousands that are not pending are looked at with each change of the store: nothing is made of them. */
function pendingCancels(cancels: ReadonlyMap<string, CancelPhase>): [string, CancelPhase][] {
  const pending: [string, CancelPhase][] = [];
  cancels.forEach((phase, address) => {
    if (isPending(phase)) pending.push([address, phase]);
  });
  return pending;
}

/** The phase of a cancel by the run as it was read; `undefined` where it is as before. */
function nextPhase(phase: CancelPhase | undefined, run: RunSummary): CancelPhase | undefined {
  if (!isActive(run)) return { type: 'ended', status: run.status };
  return phase && hasArrived(phase, run) ? granted : undefined;
}

/** Reports the end of a run on the status line, unless a dialog tells of all of them. */
function tellEnd({ getState, dispatch }: ReaderContext, run: RunSummary): void {
  if (getState().overlay.type === 'acting') return;
  dispatch({ type: 'noticed', text: `${run.name}: ${statusInfo[run.status].label}`, tone: 'info' });
}

const granted: CancelPhase = { type: 'answered', result: { type: 'requested' }, act: 'cancel' };

/** Whether the store recorded a cancel whose response was lost. */
function hasArrived(phase: CancelPhase, { cancelRequestedAt }: RunSummary): boolean {
  return phase.type === 'unknown' && phase.act === 'cancel' && cancelRequestedAt !== undefined;
}
