import type { RunFields } from '../../../contract/run-events.ts';
import { errorLine } from '../../../model/error-line.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { processLost } from '../process-lost.ts';
import { type RecordedColumn, toFinite } from './recorded-columns.ts';

/** The columns of a run's row that follow from each other, and so from what events the run has had. */
export type RunState = ErrorColumns & {
  readonly status: RunStatus;
  /** The recorded word, where it is none of ours. */
  readonly statusRaw: string | null;
  /** Set while the run is lost: the word of the status it had before. */
  readonly lostStatus: string | null;
  readonly finishedAt: number | null;
};

type ErrorColumns = {
  readonly errorName: string | null;
  readonly errorMessage: string | null;
  readonly errorStep: string | null;
};

const noError: ErrorColumns = { errorName: null, errorMessage: null, errorStep: null };

/** Every change writes these columns whole. */
export const stateColumns: readonly RecordedColumn<RunState>[] = [
  { name: 'status', type: 'text', of: state => state.status },
  { name: 'status_raw', type: 'text', of: state => state.statusRaw },
  { name: 'lost_status', type: 'text', of: state => state.lostStatus },
  { name: 'finished_at', type: 'number', of: state => state.finishedAt },
  { name: 'error_name', type: 'text', of: state => state.errorName },
  { name: 'error_message', type: 'text', of: state => state.errorMessage },
  { name: 'error_step', type: 'text', of: state => state.errorStep },
];

/** What is stored of a lost run's error apart from its row. */
export const lostFields: RunFields = {
  error: { value: JSON.stringify(processLost), message: processLost.message },
};

export function newState(fields: RunFields): RunState {
  return {
    ...statusColumns(fields.status ?? 'queued'),
    lostStatus: null,
    finishedAt: toFinite(fields.finishedAt) ?? null,
    ...(fields.error ? errorColumns(fields.error) : noError),
  };
}

/** A run that is filed as lost, and is heard of with a status, was not lost: the loss is taken back. */
export function stateAfter(stored: RunState, fields: RunFields): RunState {
  const hasStatus = fields.status !== undefined;
  const state = hasStatus && stored.lostStatus !== null ? withoutLoss(stored) : stored;
  return {
    ...state,
    ...(fields.status === undefined ? undefined : statusColumns(fields.status)),
    finishedAt: toFinite(fields.finishedAt) ?? state.finishedAt,
    ...(fields.error ? errorColumns(fields.error) : undefined),
  };
}

/** A run that its owner left behind: it failed when the owner gave its last sign of life. */
export function lostState(stored: StoredState, lastSeenAt: number): RunState {
  return {
    status: 'failed',
    statusRaw: null,
    lostStatus: stored.statusRaw ?? stored.status,
    finishedAt: Math.max(lastSeenAt, stored.createdAt, stored.startedAt ?? 0),
    ...errorColumns(processLost),
  };
}

/** A lost run whose owner is back is what it was before. */
export function restoredState(stored: RunState): RunState {
  return { ...withoutLoss(stored), ...statusColumns(stored.lostStatus ?? stored.status) };
}

/** A run that was ended by a cancel because nobody ran it. */
export function canceledState(stored: RunState, now: number): RunState {
  const state = stored.lostStatus === null ? stored : withoutLoss(stored);
  return { ...state, status: 'canceled', statusRaw: null, finishedAt: now };
}

/** Whether a change takes back that a run was lost, and so the error that was stored with it. */
export function isRevived(stored: RunState, state: RunState): boolean {
  return stored.lostStatus !== null && state.lostStatus === null;
}

export type StoredState = RunState & {
  readonly createdAt: number;
  readonly startedAt: number | null;
};

/** The columns of a row `r` of `runs` that a `StoredState` holds, and those by which runs are counted. */
export function storedStateColumns(lostStatus = 'r.lost_status'): string {
  return `r.key, r.kind, r.name, r.status, r.status_raw AS "statusRaw", ${lostStatus} AS "lostStatus",
    r.created_at AS "createdAt", r.started_at AS "startedAt", r.finished_at AS "finishedAt",
    r.error_name AS "errorName", r.error_message AS "errorMessage", r.error_step AS "errorStep"`;
}

/**
 * Who answers for a run: its owner while it is active. A lost run keeps the owner it had, who may come back.
 */
export function ownerAfter<Owner>(state: RunState, before: Owner | null, owner: Owner | null): Owner | null {
  if (state.lostStatus !== null) return before;
  return isActive({ status: state.status, finishedAt: state.finishedAt ?? undefined }) ? owner : null;
}

function withoutLoss(stored: RunState): RunState {
  return { ...stored, lostStatus: null, finishedAt: null, ...noError };
}

function statusColumns(word: string): Pick<RunState, 'status' | 'statusRaw'> {
  const status = toStatus(word);
  return { status, statusRaw: word === status ? null : word };
}

function errorColumns(error: Pick<NonNullable<RunFields['error']>, 'name' | 'message' | 'stepName'>) {
  return {
    errorName: error.name ?? null,
    errorMessage: errorLine(error.message ?? ''),
    errorStep: error.stepName ?? null,
  };
}
