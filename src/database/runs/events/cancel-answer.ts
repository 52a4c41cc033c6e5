import type { CancelResult } from '../../../contract/run-store.ts';
import { isActive } from '../../../model/status.ts';
import type { RunState } from './run-state.ts';

/** What is stored with a run that a cancel ended because nobody ran it. */
export const canceledFields = { cancelOutcome: 'canceled at once: no process was running it' } as const;

/**
 * What a cancel does: the owner of an active run is asked to end it, and a run that nobody answers for is
 * canceled at once, also where it is lost.
 */
export function cancelAnswer(run: RunState | undefined, hasOwner: boolean): CancelResult {
  if (!run) return { type: 'not-found' };
  if (run.lostStatus !== null) return { type: 'canceled' };
  if (!isActive({ status: run.status, finishedAt: run.finishedAt ?? undefined }))
    return { type: 'already-finished', status: run.status };
  return { type: hasOwner ? 'requested' : 'canceled' };
}
