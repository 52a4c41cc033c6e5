import { type Capabilities, capabilitiesFor } from '../../contract/capabilities.ts';
import type { CancelResult, RunStore } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import {
  cancelingLabel,
  isActive,
  type RunStatus,
  statusInfo,
  statusLabel,
  statusPhrase,
} from '../../model/status.ts';
import { noSuchRunText, unsupportedText } from '../target-refusal.ts';
import { type ActRequest, actOnRuns, toFailure } from './act-on-runs.ts';

/** `cancel` requests the end, so that a run can clean up; `kill` ends it at once. */
export type EndAct = 'cancel' | 'kill';

export type CancelOutcome =
  | { readonly type: 'answered'; readonly result: CancelResult; readonly reason?: string }
  | { readonly type: 'unknown'; readonly error: InspectorError }
  | { readonly type: 'failed'; readonly error: InspectorError };

type EndRequest = {
  readonly store: Pick<RunStore, 'can' | 'cancelRun' | 'killRun' | 'target'>;
  readonly act: EndAct;
  readonly by?: string;
  readonly signal?: AbortSignal;
};

type CancelRequest = EndRequest & Omit<ActRequest<CancelOutcome>, 'perform'>;

/** Outcomes as `actOnRuns` gives them; rejects only with a bug or the reason of an aborted `signal`. */
export async function cancelRuns(request: CancelRequest): Promise<readonly (CancelOutcome | undefined)[]> {
  const { store, act } = request;
  const atOnce = act === 'cancel' ? store.can.cancelsAtOnce : undefined;
  return actOnRuns({ atOnce, ...request, perform: address => cancelRun(request, address) });
}

export async function cancelRun(request: EndRequest, address: string): Promise<CancelOutcome> {
  const { target } = request.store;
  try {
    const result = await endRun(request, address);
    const answered = { type: 'answered', result } as const;
    if (result.type === 'not-found') return { ...answered, reason: noSuchRunText(target, address) };
    if (result.type === 'unsupported')
      return { ...answered, reason: unsupportedText(target, request.act, address) };
    return answered;
  } catch (error) {
    return toFailure(error);
  }
}

async function endRun({ store, act, by, signal }: EndRequest, address: string): Promise<CancelResult> {
  if (act === 'cancel') return store.cancelRun(address, { by, signal });
  return (await store.killRun?.(address, { signal })) ?? { type: 'unsupported' };
}

export function cancelNotes(
  can: Capabilities,
  runs: readonly { readonly statusKey: RunStatus; readonly target?: string }[],
): readonly string[] {
  const notes = runs.flatMap(run => capabilitiesFor(can, run.target).cancelNotes?.[run.statusKey] ?? []);
  return [...new Set(notes)];
}

export const endWords = {
  cancel: { asked: 'cancel', doing: 'canceling', done: 'canceled' },
  kill: { asked: 'kill', doing: 'killing', done: 'killed' },
} as const;

export function cancelText(outcome: CancelOutcome | undefined, act: EndAct): string {
  const { done: ended } = endWords[act];
  if (!outcome) return `${act} not sent`;
  if (outcome.type === 'failed') return `${act} failed: ${outcome.error.message}`;
  if (outcome.type === 'unknown') return `not known whether it is ${ended}: ${outcome.error.message}`;
  const { result } = outcome;
  switch (result.type) {
    case 'already-finished':
      return `not ${ended}, already finished: ${statusInfo[result.status].label}`;
    case 'refused':
      return `${act} refused: ${result.reason}`;
    case 'not-found':
      return outcome.reason ?? 'the run is gone';
    case 'unsupported':
      return outcome.reason ?? `this target cannot ${act} runs`;
    case 'requested':
      return `${act} requested`;
    case 'canceled':
      return ended;
  }
}

export type CancelJson = {
  readonly id: string;
  readonly result: CancelResult['type'] | 'error' | 'not-sent';
  readonly status?: RunStatus;
  readonly reason?: string;
};

export function toCancelJson(id: string, outcome: CancelOutcome | undefined): CancelJson {
  if (!outcome) return { id, result: 'not-sent' };
  if (outcome.type !== 'answered') return { id, result: 'error', reason: outcome.error.message };
  const { result } = outcome;
  return {
    id,
    result: result.type,
    status: result.type === 'canceled' ? 'canceled' : 'status' in result ? result.status : undefined,
    reason: result.type === 'refused' ? result.reason : outcome.reason,
  };
}

export type CancelPhase =
  | { readonly type: 'requesting' }
  | (CancelOutcome & { readonly act: EndAct })
  | { readonly type: 'ended'; readonly status: RunStatus };

export type TimedCancelPhase = CancelPhase & { readonly at: number };

/** `undefined` after success and while pending. */
export function refusalText(phase: CancelPhase | undefined): string | undefined {
  if (phase === undefined || phase.type === 'requesting' || phase.type === 'ended') return undefined;
  return isGranted(phase) ? undefined : cancelText(phase, phase.act);
}

export function isPending(phase: CancelPhase): boolean {
  return phase.type === 'unknown' || isGranted(phase);
}

function isCanceling(run: RunSummary, phase?: CancelPhase): boolean {
  if (!isActive(run)) return false;
  return run.cancelRequestedAt !== undefined || phase?.type === 'requesting' || isGranted(phase);
}

export function drawnStatus(run: RunSummary, phase?: CancelPhase): RunStatus {
  return isCanceling(run, phase) ? 'canceled' : run.status;
}

/** An active run that was asked to end is `Canceling`. `phrase` also says what it waits for. */
export function shownStatus(run: RunSummary, now: number, phase?: CancelPhase) {
  const isAsked = isCanceling(run, phase);
  const status = drawnStatus(run, phase);
  const label = isAsked ? cancelingLabel(run) : statusLabel(run, now);
  const phrase = isAsked ? label : statusPhrase(run, now);
  return { isAsked, status, glyph: statusInfo[status].glyph, label, phrase };
}

/** Whether the run ends, or has ended, as it was asked to. */
export function isGranted(outcome: CancelPhase | CancelOutcome | undefined): boolean {
  if (outcome?.type !== 'answered') return false;
  return outcome.result.type === 'requested' || outcome.result.type === 'canceled';
}

export function endedAs(status: RunStatus): CancelResult {
  return status === 'canceled' ? { type: status } : { type: 'already-finished', status };
}
