import type { RunFields } from '../../../contract/run-events.ts';
import type { CancelResult } from '../../../contract/run-store.ts';
import { summarizeFailure } from '../../../model/failure/summarize-failure.ts';
import type { RunSummary } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import {
  allErrorColumns,
  type ErrorColumns,
  errorColumns,
  noError,
  storedErrorColumns,
} from './error-columns.ts';
import { type RecordedColumn, toFinite } from './recorded-columns.ts';

/** The columns of a run's row that depend on each other and on the run's earlier events. */
export type RunState = ErrorColumns & {
  readonly status: RunStatus;
  /** The recorded word, when it is not a known status. */
  readonly statusRaw: string | null;
  /** Set while the run is lost: the status it had before, verbatim. */
  readonly lostStatus: string | null;
  readonly finishedAt: number | null;
};

/** Every change writes all of these columns. */
export const stateColumns: readonly RecordedColumn<RunState>[] = [
  { name: 'status', type: 'text', get: state => state.status },
  { name: 'status_raw', type: 'text', get: state => state.statusRaw },
  { name: 'lost_status', type: 'text', get: state => state.lostStatus },
  { name: 'finished_at', type: 'number', get: state => state.finishedAt },
  ...allErrorColumns,
];

export function newState(name: string, fields: RunFields): RunState {
  return withFailure(name, {
    ...statusColumns(fields.status ?? 'queued'),
    lostStatus: null,
    finishedAt: toFinite(fields.finishedAt) ?? null,
    ...(fields.error ? errorColumns(name, fields.error) : noError),
  });
}

/** A run may fail without an error. */
function withFailure(name: string, state: RunState): RunState {
  return state.status === 'failed' && state.failure === null && state.errorMessage === null
    ? { ...state, failure: summarizeFailure({ error: { value: undefined }, name }).failure }
    : state;
}

/** A status that is recorded after a loss shows that the run was not lost. */
export function stateAfter(stored: RunState & { readonly name: string }, fields: RunFields): RunState {
  const hasStatus = fields.status !== undefined;
  const state = hasStatus && stored.lostStatus !== null ? withoutLoss(stored) : stored;
  return withFailure(stored.name, {
    ...state,
    ...(fields.status === undefined ? undefined : statusColumns(fields.status)),
    finishedAt: toFinite(fields.finishedAt) ?? state.finishedAt,
    ...(fields.error ? errorColumns(stored.name, fields.error) : undefined),
  });
}

/** A lost run ended when its process was last seen, also if it is canceled later. */
export function canceledState(stored: RunState, now: number): RunState {
  const canceled = { status: 'canceled', statusRaw: null } as const;
  if (stored.lostStatus === null) return { ...stored, ...canceled, finishedAt: now };
  return { ...withoutLoss(stored), ...canceled, finishedAt: stored.finishedAt ?? now };
}

export type StoredState = RunState & {
  readonly name: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
};

export const storedStateColumns = `r.key, r.kind, r.name, r.status, r.status_raw AS "statusRaw", r.lost_status AS "lostStatus",
  r.created_at AS "createdAt", r.started_at AS "startedAt", r.finished_at AS "finishedAt", ${storedErrorColumns}`;

/** The owner of an active run; a lost run keeps its owner, who may return. */
export function ownerAfter<Owner>(state: RunState, before: Owner | null, owner: Owner | null): Owner | null {
  if (state.lostStatus !== null) return before;
  return isActive({ status: state.status, finishedAt: state.finishedAt ?? undefined }) ? owner : null;
}

/** A remote writer changes only runs that it records; what waits to be started has no writer. */
export function isRecordedBy(writer: string | null, recordedBy: string | null | undefined): boolean {
  return writer !== null && writer === recordedBy;
}

/** Removes what `lostState` wrote, except the status. */
function withoutLoss(stored: RunState): RunState {
  return { ...stored, lostStatus: null, finishedAt: null, ...noError };
}

function statusColumns(word: string): Pick<RunState, 'status' | 'statusRaw'> {
  const status = toStatus(word);
  return { status, statusRaw: word === status ? null : word };
}

export const canceledFields = { cancelOutcome: 'canceled at once: no process was running it' } as const;

/** A cancel is requested from the owner of an active run; a run without an owner is canceled at once. */
export function cancelAnswer(run: RunState | undefined, hasOwner: boolean): CancelResult {
  if (!run) return { type: 'not-found' };
  if (run.lostStatus !== null) return { type: 'canceled' };
  if (!isActive({ status: run.status, finishedAt: run.finishedAt ?? undefined }))
    return { type: 'already-finished', status: run.status };
  return { type: hasOwner ? 'requested' : 'canceled' };
}

/** A recorder that reaches its store delivers sooner; what comes later was in a spool. */
const lateMs = 10_000;

/** A late run is not among the newest when it arrives. `now` is epoch ms. */
export function isLateArrival({ createdAt }: { readonly createdAt: number }, now: number): boolean {
  return createdAt < now - lateMs;
}

/** Whether a run that had ended, such as one that was taken for lost, changes its status. */
export function isChangeAfterEnd(stored: RunState, state: RunState): boolean {
  const hadEnded = !isActive({ status: stored.status, finishedAt: stored.finishedAt ?? undefined });
  return hadEnded && (stored.status !== state.status || stored.statusRaw !== state.statusRaw);
}

/** The active runs of a remote writer are lost this long after its last heartbeat. */
export const remoteLostAfterMs = 60_000;

export const processLost = { name: 'ProcessLost', message: 'its process is gone' } as const;

export const lostFields: RunFields = {
  error: { value: JSON.stringify(processLost), message: processLost.message },
};

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

export function restoredState(stored: RunState): RunState {
  return { ...withoutLoss(stored), ...statusColumns(stored.lostStatus ?? stored.status) };
}

/** Whether a change undoes a loss, so that the stored error has to be removed. */
export function isRevived(stored: RunState, state: RunState): boolean {
  return stored.lostStatus !== null && state.lostStatus === null;
}

type Counted = { readonly kind: string; readonly name: string; readonly status: string };

export type CountChange = { readonly run: Counted; readonly n: number };

/** A transaction's changes of the counts by kind, name and status, written once at its end. */
export type CountChanges = ReturnType<typeof createCountChanges>;

export function createCountChanges() {
  const changes = new Map<string, { readonly run: Counted; n: number }>();

  function add(run: Counted, n: 1 | -1): void {
    const key = JSON.stringify([run.kind, run.name, run.status]);
    const change = changes.get(key);
    if (change) change.n += n;
    else changes.set(key, { run, n });
  }

  return {
    added: (run: Counted) => add(run, 1),
    removed: (run: Counted) => add(run, -1),
    changed(stored: Counted, status: string) {
      if (status === stored.status) return;
      add(stored, -1);
      add({ kind: stored.kind, name: stored.name, status }, 1);
    },
    take() {
      const taken = [...changes.values()].filter(({ n }) => n !== 0);
      changes.clear();
      return taken;
    },
  };
}
