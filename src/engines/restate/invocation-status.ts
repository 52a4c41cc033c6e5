import type { RunStatus } from '../../model/status.ts';

/** What a canceled and a killed invocation ended with. */
export const killedFailure = '[409] killed';
export const canceledFailures = ['[409] Cancelled', killedFailure] as const;

/**
 * Restate's words for invocations that have not ended, apart from `suspended`; `ready` is documented, and was
 * not seen.
 */
export const openStatuses = {
  pending: 'queued',
  scheduled: 'queued',
  ready: 'queued',
  running: 'running',
  'backing-off': 'running',
  paused: 'running',
} as const satisfies Readonly<Record<string, RunStatus>>;

type Ended = { readonly completion_result?: string; readonly completion_failure?: string };

/** `wait` is what a suspended invocation waits for. */
export function toRunStatus(
  row: { readonly status: string } & Ended,
  wait: 'sleeping' | 'waiting' | undefined,
): RunStatus {
  if (row.status === 'completed') return endedStatus(row);
  if (row.status === 'suspended') return wait ?? 'waiting';
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
