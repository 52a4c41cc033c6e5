import type { CancelResult, RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { isActive, statusInfo } from '../../model/status.ts';
import type { Action } from './actions.ts';
import type { CancelPhase, CancelTarget, EndAct } from './cancel-phase.ts';
import { cancelText } from './cancel-text.ts';
import type { State } from './state.ts';

type Deps = {
  readonly store: () => RunStore;
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
};

/** So many are asked for at once: each may take a way, and none may be lost when the user quits. */
const atOnce = 8;

/**
 * Asks the store that is open now to cancel or kill each run, and tells what it answered. Whatever is opened
 * meanwhile, the runs are those of this store.
 */
export async function endRuns(deps: Deps, runs: readonly CancelTarget[], act: EndAct): Promise<void> {
  const store = deps.store();
  const tell = (address: string, phase: CancelPhase) => {
    if (deps.store() === store) deps.dispatch({ type: 'cancel-moved', address, phase });
  };
  for (const { address } of runs) tell(address, { type: 'asking' });
  await forEach(runs, async ({ address }) => {
    const phase = await phaseOf(store, address, act);
    tell(address, phase);
    const text = runs.length === 1 ? noticeOf(phase) : undefined;
    if (text !== undefined) deps.dispatch({ type: 'noticed', text, tone: 'error' });
  });
}

async function phaseOf(store: RunStore, address: string, act: EndAct): Promise<CancelPhase> {
  try {
    return { type: 'answered', result: await endRun(store, address, act), act };
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { type: isLost(error) ? 'unknown' : 'error', error, act };
  }
}

/** Whatever the answer was but yes, for the one place on the screen that has room for all of it. */
function noticeOf(phase: CancelPhase): string | undefined {
  const text = cancelText(phase);
  const hint = 'error' in phase ? phase.error.hint : undefined;
  return text && [text, hint].filter(Boolean).join(': ');
}

async function endRun(store: RunStore, address: string, act: EndAct): Promise<CancelResult> {
  if (act === 'cancel') return store.cancelRun(address);
  return (await store.killRun?.(address)) ?? { type: 'unsupported' };
}

/**
 * Looks after the runs that were asked to end, whether the table still lists them or not, until they have.
 */
export async function followCancels(deps: Deps, signal: AbortSignal): Promise<void> {
  const store = deps.store();
  const pending = [...deps.getState().list.cancels].filter(([, phase]) => isPending(phase));
  await forEach(pending, async ([address, phase]) => {
    const run = await store.getRun(address, { signal }).catch(() => undefined);
    if (!run || deps.store() !== store || signal.aborted) return;
    if (isActive(run)) return tellArrival(deps, run, phase);
    deps.dispatch({ type: 'cancel-moved', address, phase: { type: 'ended', status: run.status } });
    if (deps.getState().overlay.type === 'outcomes') return;
    const text = `${run.name}: ${statusInfo[run.status].label}`;
    deps.dispatch({ type: 'noticed', text, tone: 'info' });
  });
}

/** A cancel whose answer was lost may have arrived all the same: then the run says so. */
function tellArrival({ dispatch }: Deps, run: RunSummary, { type }: CancelPhase): void {
  if (type !== 'unknown' || run.cancelRequestedAt === undefined) return;
  const phase: CancelPhase = { type: 'answered', result: { type: 'requested' } };
  dispatch({ type: 'cancel-moved', address: runAddress(run), phase });
}

async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const next = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

/** Whether it may have been done although no answer came. */
function isLost({ kind }: InspectorError): boolean {
  return kind === 'unreachable' || kind === 'timeout' || kind === 'unreadable';
}

function isPending(phase: CancelPhase): boolean {
  if (phase.type === 'unknown') return true;
  if (phase.type !== 'answered') return false;
  return phase.result.type === 'requested' || phase.result.type === 'canceled';
}
