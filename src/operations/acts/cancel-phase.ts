import type { RunSummary } from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { type CancelOutcome, cancelText, type EndAct } from './cancel-runs.ts';

/** The progress of a cancel or kill requested in this session. */
export type CancelPhase =
  | { readonly type: 'requesting' }
  | (CancelOutcome & { readonly act: EndAct })
  | { readonly type: 'ended'; readonly status: RunStatus };

/** `at` is the time of the last change. */
export type TimedCancelPhase = CancelPhase & { readonly at: number };

/** Why the run was not canceled or killed; `undefined` after success and while pending. */
export function refusalText(phase: CancelPhase | undefined): string | undefined {
  if (phase === undefined || phase.type === 'requesting' || phase.type === 'ended') return undefined;
  return cancelText(phase, phase.act);
}

/** Whether the run may still end because of this cancel. */
export function isPending(phase: CancelPhase): boolean {
  return phase.type === 'unknown' || isAccepted(phase);
}

/** Whether an active run is shown as canceling. */
export function isCanceling(run: RunSummary, phase?: CancelPhase): boolean {
  if (!isActive(run)) return false;
  return run.cancelRequestedAt !== undefined || phase?.type === 'requesting' || isAccepted(phase);
}

function isAccepted(phase: CancelPhase | undefined): boolean {
  return (
    phase?.type === 'answered' && (phase.result.type === 'requested' || phase.result.type === 'canceled')
  );
}
