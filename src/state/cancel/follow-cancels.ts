import { limitConcurrency } from '../../async/limit-concurrency.ts';
import { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import { isActive, statusInfo } from '../../model/status.ts';
import type { ReaderContext } from '../session/reader-context.ts';
import { type CancelPhase, isPending } from './cancel-phase.ts';

const mostAtOnce = 8;
/** Of thousands the others follow, as these end. */
const mostFollowed = 100;

/** Reads each run with a pending cancel again, also runs that the table no longer lists. */
export async function followCancels(deps: ReaderContext, signal: AbortSignal): Promise<void> {
  const store = deps.store();
  const pending = [...deps.getState().list.cancels]
    .filter(([, phase]) => isPending(phase))
    .slice(-mostFollowed);
  const inTurn = limitConcurrency(mostAtOnce);
  const follow = async (address: string, phase: CancelPhase): Promise<void> => {
    const run = await readRun(deps, address, signal);
    if (run && deps.store() === store && !signal.aborted) report(deps, address, phase, run);
  };
  await Promise.all(pending.map(([address, phase]) => inTurn(() => follow(address, phase))));
}

/** After an expected failure the run is read again at the next change. */
async function readRun({ store }: ReaderContext, address: string, signal: AbortSignal) {
  try {
    return await store().getRun(address, { include: { lazyPayloads: true }, signal });
  } catch (error) {
    if (signal.aborted || error instanceof InspectorError) return undefined;
    throw error;
  }
}

function report(
  { getState, dispatch }: ReaderContext,
  address: string,
  phase: CancelPhase,
  run: RunSummary,
): void {
  if (isActive(run)) {
    if (hasArrived(phase, run)) dispatch({ type: 'cancel-moved', address, phase: granted });
    return;
  }
  dispatch({ type: 'cancel-moved', address, phase: { type: 'ended', status: run.status } });
  if (getState().overlay.type === 'acting') return;
  dispatch({ type: 'noticed', text: `${run.name}: ${statusInfo[run.status].label}`, tone: 'info' });
}

const granted: CancelPhase = { type: 'answered', result: { type: 'requested' }, act: 'cancel' };

/** Whether the store recorded a cancel whose response was lost. */
function hasArrived(phase: CancelPhase, { cancelRequestedAt }: RunSummary): boolean {
  return phase.type === 'unknown' && phase.act === 'cancel' && cancelRequestedAt !== undefined;
}
