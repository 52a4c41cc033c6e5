import type { CancelResult } from '../../contract/run-store.ts';
import type { RunStatus } from '../../model/status.ts';
import type { CancelOutcome } from './cancel-runs.ts';

/** What became of the cancel of one run, as the commands print it. */
export type CancelJson = {
  readonly id: string;
  /** `not-sent`: nothing was sent for the run. */
  readonly result: CancelResult['type'] | 'error' | 'not-sent';
  /** Where the store or the wait reported it. */
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
