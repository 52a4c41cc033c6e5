import type { RunStatus } from '../../model/status.ts';
import type { CancelOutcome, EndAct } from '../../operations/cancel-runs.ts';
import { cancelText } from '../../operations/cancel-text.ts';

/** How far a cancel or a kill that was requested here has come. */
export type CancelPhase =
  | { readonly type: 'asking' }
  | (CancelOutcome & { readonly act: EndAct })
  /** The run that was asked to end has ended. */
  | { readonly type: 'ended'; readonly status: RunStatus };

/** `at` is when it became so. */
export type TimedCancelPhase = CancelPhase & { readonly at: number };

/** A run to cancel or kill, as it was when that was requested. */
export type CancelTarget = {
  readonly address: string;
  readonly id: string;
  /** The target's name, where there are several. */
  readonly target?: string;
  readonly name: string;
  readonly status: string;
};

/** Why the run was not canceled or killed; `undefined` while it may still be, or was. */
export function refusalText(phase: CancelPhase | undefined): string | undefined {
  if (phase === undefined || phase.type === 'asking' || phase.type === 'ended') return undefined;
  return cancelText(phase, phase.act);
}

/** Whether the run may still end because of this cancel. */
export function isPending(phase: CancelPhase): boolean {
  if (phase.type === 'unknown') return true;
  if (phase.type !== 'answered') return false;
  return phase.result.type === 'requested' || phase.result.type === 'canceled';
}
