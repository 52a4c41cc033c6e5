import type { CancelResult } from '../../../contract/run-store.ts';
import { isActive } from '../../../model/status.ts';
import type { RunState } from './run-state.ts';

/** Stored with a run that a cancel ended because it had no owner. */
export const canceledFields = { cancelOutcome: 'canceled at once: no process was running it' } as const;

/** A cancel is requested from the owner of an active run; a run without an owner is canceled at once. */
export function cancelAnswer(run: RunState | undefined, hasOwner: boolean): CancelResult {
  if (!run) return { type: 'not-found' };
  if (run.lostStatus !== null) return { type: 'canceled' };
  if (!isActive({ status: run.status, finishedAt: run.finishedAt ?? undefined }))
    return { type: 'already-finished', status: run.status };
  return { type: hasOwner ? 'requested' : 'canceled' };
}
