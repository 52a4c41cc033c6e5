export type RunStatus =
  | 'queued'
  | 'running'
  | 'sleeping'
  | 'waiting'
  | 'success'
  | 'failed'
  | 'canceled'
  | 'unknown';

type StatusInfo = { readonly label: string; readonly glyph: string; readonly isActive: boolean };

export const statusInfo: Readonly<Record<RunStatus, StatusInfo>> = {
  queued: { label: 'Queued', glyph: '○', isActive: true },
  running: { label: 'Running', glyph: '●', isActive: true },
  sleeping: { label: 'Sleeping', glyph: '◐', isActive: true },
  waiting: { label: 'Waiting on hook', glyph: '◇', isActive: true },
  success: { label: 'Success', glyph: '✔', isActive: false },
  failed: { label: 'Failed', glyph: '✖', isActive: false },
  canceled: { label: 'Canceled', glyph: '⊘', isActive: false },
  unknown: { label: 'Unknown', glyph: '?', isActive: true },
};

/** In the order of a run's life. */
export const knownStatuses = [
  'queued',
  'running',
  'sleeping',
  'waiting',
  'success',
  'failed',
  'canceled',
] as const satisfies readonly RunStatus[];

export const activeStatuses = knownStatuses.filter(status => statusInfo[status].isActive);

const aliases: Readonly<Record<string, RunStatus>> = {
  completed: 'success',
  succeeded: 'success',
  cancelled: 'canceled',
  pending: 'queued',
  scheduled: 'queued',
  waiting_hook: 'waiting',
  waiting_on_hook: 'waiting',
  suspended: 'waiting',
  error: 'failed',
  errored: 'failed',
};

export function toStatus(raw: string): RunStatus {
  const word = raw.trim().toLowerCase();
  const known: readonly string[] = knownStatuses;
  if (known.includes(word)) return word as RunStatus;
  return meaningOf(word, aliases);
}

export function meaningOf(word: string, meanings: Readonly<Record<string, RunStatus>>): RunStatus {
  return Object.hasOwn(meanings, word) ? (meanings[word] ?? 'unknown') : 'unknown';
}

export function statusWords(): readonly string[] {
  return [...knownStatuses, ...Object.keys(aliases)];
}

/** An unknown status is active until the run has a finish time. */
export function isActive(run: { readonly status: RunStatus; readonly finishedAt?: number }): boolean {
  if (run.status === 'unknown') return run.finishedAt === undefined;
  return statusInfo[run.status].isActive;
}

/** `none, as it failed`. */
export function missingOutput(run: { readonly status: RunStatus; readonly finishedAt?: number }): string {
  if (isActive(run)) return 'not yet';
  const { status } = run;
  if (status === 'failed') return 'none, as it failed';
  return status === 'canceled' ? 'none, as it was canceled' : 'not recorded';
}

type StatusFields = {
  readonly status: RunStatus;
  readonly statusRaw?: string;
  readonly statusLabel?: string;
  readonly strandedBy?: string;
  readonly wakeAt?: number;
};

/** The label, which marks overdue sleeps and stranded runs; unknown statuses are shown verbatim. */
export function statusLabel(run: StatusFields, now: number): string {
  if (run.statusLabel !== undefined) return run.statusLabel;
  if (run.strandedBy !== undefined) return strandedLabel;
  if (run.status === 'unknown') return run.statusRaw ?? statusInfo.unknown.label;
  return isOverdue(run, now) ? 'Sleep overdue' : statusInfo[run.status].label;
}

export const strandedLabel = 'Stranded';

type Waiting = Pick<StatusFields, 'status' | 'statusLabel' | 'strandedBy'> & { readonly waitingFor?: string };

/** `waiting for manual approval`; empty if it does not wait, or for an unknown hook. */
export function waitingText({ status, statusLabel: own, strandedBy, waitingFor }: Waiting): string {
  const isShown = status === 'waiting' && own === undefined && strandedBy === undefined;
  return isShown && waitingFor ? `waiting for ${waitingFor}` : '';
}

/** Why an active run does not go on: it is stranded, or waits for a hook. */
export function standstillText(run: Waiting): string {
  return run.strandedBy ?? waitingText(run);
}

/** The label with what a run waits for: `Waiting for manual approval`. */
export function statusPhrase(run: StatusFields & Waiting, now: number): string {
  const waiting = waitingText(run);
  return waiting === '' ? statusLabel(run, now) : waiting.replace('w', 'W');
}

/** The label after a request to cancel: the store's own, if any. */
export function cancelingLabel(run: {
  readonly statusLabel?: string;
  readonly cancelRequestedAt?: number;
}): string {
  return (run.cancelRequestedAt === undefined ? undefined : run.statusLabel) ?? 'Canceling';
}

/** Engines wake sleeping runs with a delay. */
const wakeToleranceMs = 10_000;

/** Whether a sleep is over without the run waking; its process may be gone. */
function isOverdue({ status, wakeAt }: StatusFields, now: number): boolean {
  return status === 'sleeping' && wakeAt !== undefined && now - wakeAt > wakeToleranceMs;
}

/** Whether a cancel can end the run: it is active, or lost. */
export function isCancelable(run: {
  readonly status: RunStatus;
  readonly finishedAt?: number;
  readonly isLost?: boolean;
}): boolean {
  return isActive(run) || run.isLost === true;
}
