import { type RunStatus, toStatus } from '../../../model/status.ts';

export const killedFailure = '[409] killed';
export const canceledFailures = ['[409] Cancelled', killedFailure] as const;

/** The unfinished statuses except `suspended`. `ready` is documented but was never observed. */
export const openStatuses = {
  pending: 'queued',
  scheduled: 'queued',
  ready: 'queued',
  running: 'running',
  'backing-off': 'running',
  paused: 'running',
} as const satisfies Readonly<Record<string, RunStatus>>;

type Ended = { readonly completion_result?: string; readonly completion_failure?: string };

/** The words of Restate that are no other names of known statuses. */
export const ownStatuses: readonly string[] = Object.keys(openStatuses).filter(
  word => toStatus(word) === 'unknown',
);

export function toRunStatus(
  row: { readonly status: string } & Ended,
  suspendedStatus: 'sleeping' | 'waiting' | undefined,
): RunStatus {
  if (row.status === 'completed') return endedStatus(row);
  if (row.status === 'suspended') return suspendedStatus ?? 'waiting';
  return isOpenStatus(row.status) ? openStatuses[row.status] : 'unknown';
}

function isOpenStatus(word: string): word is keyof typeof openStatuses {
  return Object.hasOwn(openStatuses, word);
}

function endedStatus({ completion_result, completion_failure = '' }: Ended): RunStatus {
  if (completion_result === 'success') return 'success';
  if (completion_result !== 'failure') return 'unknown';
  const isCanceled = canceledFailures.some(failure => failure === completion_failure);
  return isCanceled ? 'canceled' : 'failed';
}
