import type { ErrorSummary, RunSummary } from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { failureLine, lastFailure, parseFailure } from './failures.ts';
import type { Invocation } from './invocation.ts';
import { killedFailure, toRunStatus } from './invocation-status.ts';
import { toTrigger } from './to-trigger.ts';
import type { Wait } from './waits.ts';

/** Between a service's and a handler's name. */
export const nameSeparator = '/';

/** `requestedAt` is when this process asked for a cancel, epoch ms. */
export function toSummary(
  row: Invocation,
  wait: Wait | undefined,
  requestedAt: number | undefined,
): RunSummary {
  const status = toRunStatus(row, wait?.suspension?.status);
  const summary: RunSummary = {
    id: row.id,
    kind: 'workflow',
    name: `${row.target_service_name}${nameSeparator}${row.target_handler_name}`,
    status,
    statusRaw: row.status,
    trigger: toTrigger(row),
    createdAt: row.created_at,
    queuedAt: row.created_at,
    startedAt: row.running_at,
    finishedAt: row.completed_at,
    models: [],
    services: [],
    stepCount: countSteps(row),
    attempt: row.retry_count,
    parentId: row.invoked_by_id,
    errorSummary: row.status === 'completed' ? toEndSummary(row, status) : toTroubleSummary(row, wait),
  };
  if (!isActive(summary)) return summary;
  const cancelRequestedAt = wait?.cancelRequestedAt ?? requestedAt;
  return {
    ...summary,
    statusLabel: labelOf(row, wait, cancelRequestedAt !== undefined),
    wakeAt: wakingAt(row, wait),
    cancelRequestedAt,
  };
}

function wakingAt(row: Invocation, wait: Wait | undefined): number | undefined {
  if (row.status === 'scheduled') return row.scheduled_start_at;
  return row.status === 'backing-off' ? row.next_retry_at : wait?.suspension?.wakeAt;
}

/**
 * What our status does not say. A cancel is heard when the run goes on, but one that is paused does not go
 * on.
 */
function labelOf({ status }: Invocation, wait: Wait | undefined, isCanceling: boolean): string | undefined {
  if (status === 'paused') return isCanceling ? 'Cancel paused' : 'Paused';
  if (isCanceling) return undefined;
  if (wait?.suspension?.isForCall) return 'Waiting on call';
  return labels.get(status);
}

const labels: ReadonlyMap<string, string> = new Map([
  ['backing-off', 'Backing off'],
  ['scheduled', 'Scheduled'],
]);

/** Every command of the journal but the input, and the output of an invocation that came to one. */
function countSteps(row: Invocation): number | undefined {
  // What has begun has its input at least, until its journal is purged.
  if (!row.journal_commands_size) return undefined;
  const hasOutput = row.status === 'completed' && row.completion_failure !== killedFailure;
  return Math.max(0, row.journal_commands_size - (hasOutput ? 2 : 1));
}

function toEndSummary({ completion_failure }: Invocation, status: RunStatus): ErrorSummary | undefined {
  if (completion_failure === undefined || status === 'canceled') return undefined;
  return { message: failureLine(parseFailure(completion_failure)) };
}

/** Of one that goes on, why it is not getting on. */
function toTroubleSummary(row: Invocation, wait: Wait | undefined): ErrorSummary | undefined {
  const failure = wait?.trouble ?? lastFailure(row);
  const step = wait?.trouble ? wait.trouble.step : row.last_failure_related_command_name;
  const name = troubleName(row);
  if (failure) return { name, message: failureLine(failure), step: step || undefined };
  return row.status === 'paused' ? { name, message: 'it goes on when it is resumed' } : undefined;
}

/** Restate's own word for how it stands, which is not among ours. */
export function troubleName({ status }: Pick<Invocation, 'status'>): string {
  return status === 'running' ? 'retrying' : status;
}
