import type { RunFields } from '../../../contract/run-events.ts';
import { summarizeFailure } from '../../../model/failure/summarize-failure.ts';
import type { RunSummary } from '../../../model/run.ts';
import { errorColumns } from './error-columns.ts';
import { type RunState, type StoredState, statusColumns, withoutLoss } from './run-state.ts';

/** The active runs of a remote writer are lost this long after its last heartbeat. */
export const remoteLostAfterMs = 60_000;

/** The error of a run whose owner left it active. */
export const processLost = { name: 'ProcessLost', message: 'its process is gone' } as const;

/** The fields of a lost run's error that are stored apart from its row. */
export const lostFields: RunFields = {
  error: { value: JSON.stringify(processLost), message: processLost.message },
};

/** The run failed at the last heartbeat of its owner. */
export function lostState(stored: StoredState, lastSeenAt: number): RunState {
  return {
    status: 'failed',
    statusRaw: null,
    lostStatus: stored.statusRaw ?? stored.status,
    finishedAt: lostAt(stored, lastSeenAt),
    ...errorColumns(stored.name, processLost),
  };
}

/** A run that a reader shows as lost before a writer has marked it. */
export function lostSummary(run: RunSummary, lastSeenAt: number): RunSummary {
  return {
    ...run,
    status: 'failed',
    statusRaw: undefined,
    finishedAt: lostAt(run, lastSeenAt),
    errorSummary: summarizeFailure({ error: { ...processLost, value: processLost }, name: run.name }),
    isLost: true,
    cancelRequestedAt: undefined,
  };
}

type Times = { readonly createdAt: number; readonly startedAt?: number | null };

function lostAt({ createdAt, startedAt }: Times, lastSeenAt: number): number {
  return Math.max(lastSeenAt, createdAt, startedAt ?? 0);
}

/** The owner of a lost run returned: the run has the status it had before. */
export function restoredState(stored: RunState): RunState {
  return { ...withoutLoss(stored), ...statusColumns(stored.lostStatus ?? stored.status) };
}

/** Whether a change undoes a loss, so that the stored error has to be removed. */
export function isRevived(stored: RunState, state: RunState): boolean {
  return stored.lostStatus !== null && state.lostStatus === null;
}
