import type { RunFields } from '../../../contract/run-events.ts';
import { errorLine } from '../../../model/error-line.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { type RecordedColumn, toFinite } from './recorded-columns.ts';

/** The columns of a run's row that depend on each other and on the events the run has had. */
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

export function newState(fields: RunFields): RunState {
  return {
    ...statusColumns(fields.status ?? 'queued'),
    lostStatus: null,
    finishedAt: toFinite(fields.finishedAt) ?? null,
    ...(fields.error ? errorColumns(fields.error) : noError),
  };
}

/** A run that was filed as lost, and then has a status again, was not lost: the loss is taken back. */
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

/** A run that was ended by a cancel because nobody ran it. */
export function canceledState(stored: RunState, now: number): RunState {
  const state = stored.lostStatus === null ? stored : withoutLoss(stored);
  return { ...state, status: 'canceled', statusRaw: null, finishedAt: now };
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

/** A lost run without what filing it as lost wrote. */
export function withoutLoss(stored: RunState): RunState {
  return { ...stored, lostStatus: null, finishedAt: null, ...noError };
}

export function statusColumns(word: string): Pick<RunState, 'status' | 'statusRaw'> {
  const status = toStatus(word);
  return { status, statusRaw: word === status ? null : word };
}

export function errorColumns(error: Pick<NonNullable<RunFields['error']>, 'name' | 'message' | 'stepName'>) {
  return {
    errorName: error.name ?? null,
    errorMessage: errorLine(error.message ?? ''),
    errorStep: error.stepName ?? null,
  };
}
