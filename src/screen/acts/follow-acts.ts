import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { type Offers, offersFor } from '../../contract/starts/offers.ts';
import type { RunSummary } from '../../model/run.ts';
import { isActive, statusInfo } from '../../model/status.ts';
import { actOnRuns } from '../../operations/acts/act-on-runs.ts';
import { type CancelPhase, isPending } from '../../operations/acts/cancel-runs.ts';
import { readOffers } from '../../operations/acts/read-offers.ts';
import { restAfterRead, timeRead } from '../../operations/follow/read-pace.ts';
import { readWhileShown, unlessAway } from '../shell/jobs.ts';
import type { Reaction, ReaderContext, SessionContext, State } from '../shell/state.ts';

/** The most runs read at once; others follow as these end. */
const mostFollowed = 100;

/** Reads each run with a pending cancel again, even if the table no longer lists it. */
export async function followCancels(deps: ReaderContext, signal: AbortSignal): Promise<void> {
  const store = deps.store();
  const cancels = deps.getState().list.cancels.entries();
  const pending = cancels.filter(([, phase]) => isPending(phase)).toArray();
  const phases = new Map(pending.slice(-mostFollowed));
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

function nextPhase(phase: CancelPhase | undefined, run: RunSummary): CancelPhase | undefined {
  if (!isActive(run)) return { type: 'ended', status: run.status };
  const hasArrived =
    phase?.type === 'unknown' && phase.act === 'cancel' && run.cancelRequestedAt !== undefined;
  return hasArrived ? granted : undefined;
}

/** The dialog of many runs shows their ends itself. */
function tellEnd({ getState, dispatch }: ReaderContext, run: RunSummary): void {
  if (getState().overlay.type === 'acting') return;
  dispatch({ type: 'noticed', text: `${run.name}: ${statusInfo[run.status].label}`, tone: 'info' });
}

const granted: CancelPhase = { type: 'answered', result: { type: 'requested' }, act: 'cancel' };

const leastRestMs = 1_000;

export function followOffers(
  context: SessionContext,
  signal: AbortSignal,
  tell: (offers: readonly Offers[]) => void,
): void {
  const { can, target } = context.getState().store;
  if (can.start || target.members) context.run(() => follow(context, signal, tell));
}

/** Follows the offers for as long as the open run waits to be started. */
export function followOffersOfRun(context: SessionContext): Reaction {
  return readWhileShown(context, {
    shown: queuedRun,
    read: (_, signal) => follow(context, signal, offers => tellRun(context, offers)),
  });
}

function queuedRun({ detail, store }: State): string | undefined {
  const isFollowed = store.can.start || store.target.members !== undefined;
  const isQueued = detail?.summary.status === 'queued' && detail.summary.kind === 'workflow';
  return isFollowed && isQueued ? detail.summary.id : undefined;
}

function tellRun({ dispatch, getState }: SessionContext, offers: readonly Offers[]): void {
  const { detail } = getState();
  const of = detail && offersFor(detail.summary, offers);
  if (of && of.refusal === undefined) dispatch({ type: 'detail-offers-read', offered: of.names });
}

async function follow(
  { store }: SessionContext,
  signal: AbortSignal,
  tell: (offers: readonly Offers[]) => void,
): Promise<void> {
  const opened = store();
  let known = '';
  while (!signal.aborted) {
    const { result, tookMs } = await timeRead(() => tryReadOffers(opened, signal));
    if (signal.aborted || store() !== opened) return;
    const text = JSON.stringify(result);
    if (result && text !== known) tell(result);
    known = text ?? known;
    await sleep(Math.max(leastRestMs, restAfterRead(opened.target, tookMs, { hasKeys: true })), signal);
  }
}

export function tryReadOffers(store: RunStore, signal?: AbortSignal): Promise<readonly Offers[] | undefined> {
  return unlessAway(() => readOffers(store, signal), signal);
}
