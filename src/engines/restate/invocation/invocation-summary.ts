import type { ErrorSummary, RunSummary } from '../../../model/run.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import { failureLine, lastFailure, parseFailure } from './failure-text.ts';
import type { Invocation } from './invocation-row.ts';
import { killedFailure, toRunStatus } from './invocation-status.ts';
import { toInvocationTrigger } from './invocation-trigger.ts';
import type { SuspensionState } from './read-suspensions.ts';

/** Between service and handler. */
export const nameSeparator = '/';

/** `requestedAt` is when this process requested a cancel, epoch ms. */
export function toInvocationSummary(
  row: Invocation,
  state: SuspensionState | undefined,
  requestedAt: number | undefined,
): RunSummary {
  const status = toRunStatus(row, state?.suspension?.status);
  const summary: RunSummary = {
    id: row.id,
    kind: 'workflow',
    name: `${row.target_service_name}${nameSeparator}${row.target_handler_name}`,
    status,
    statusRaw: row.status,
    trigger: toInvocationTrigger(row),
    createdAt: row.created_at,
    queuedAt: row.created_at,
    startedAt: row.running_at,
    finishedAt: row.completed_at,
    ...(row.status === 'suspended' ? { pausedAt: row.modified_at } : undefined),
    models: [],
    services: [],
    stepCount: countSteps(row),
    attempt: row.retry_count,
    parentId: row.invoked_by_id,
    errorSummary: row.status === 'completed' ? toEndSummary(row, status) : toLastFailureSummary(row, state),
  };
  if (!isActive(summary)) return summary;
  const cancelRequestedAt = state?.cancelRequestedAt ?? requestedAt;
  return {
    ...summary,
    statusLabel: labelOf(row, state, cancelRequestedAt !== undefined),
    wakeAt: wakeTime(row, state),
    cancelRequestedAt,
  };
}

function wakeTime(row: Invocation, state: SuspensionState | undefined): number | undefined {
  if (row.status === 'scheduled') return row.scheduled_start_at;
  return row.status === 'backing-off' ? row.next_retry_at : state?.suspension?.wakeAt;
}

/** A label more precise than the status. A paused run handles a cancel only after it is resumed. */
function labelOf(
  { status }: Invocation,
  state: SuspensionState | undefined,
  isCanceling: boolean,
): string | undefined {
  if (status === 'paused') return isCanceling ? 'Cancel paused' : 'Paused';
  if (isCanceling) return undefined;
  if (state?.suspension?.isForCall) return 'Waiting on call';
  return labels.get(status);
}

const labels: ReadonlyMap<string, string> = new Map([
  ['backing-off', 'Backing off'],
  ['scheduled', 'Scheduled'],
]);

/** Every command of the journal except the input and the output. */
function countSteps(row: Invocation): number | undefined {
  // A started invocation has at least its input, until its journal is purged.
  if (!row.journal_commands_size) return undefined;
  const hasOutput = row.status === 'completed' && row.completion_failure !== killedFailure;
  return Math.max(0, row.journal_commands_size - (hasOutput ? 2 : 1));
}

function toEndSummary({ completion_failure }: Invocation, status: RunStatus): ErrorSummary | undefined {
  if (completion_failure === undefined || status === 'canceled') return undefined;
  return { message: failureLine(parseFailure(completion_failure)) };
}

function toLastFailureSummary(row: Invocation, state: SuspensionState | undefined): ErrorSummary | undefined {
  const failure = state?.pauseFailure ?? lastFailure(row);
  const step = state?.pauseFailure ? state.pauseFailure.step : row.last_failure_related_command_name;
  const name = failureName(row);
  if (failure) return { name, message: failureLine(failure), step: step || undefined };
  return row.status === 'paused' ? { name, message: 'it continues when it is resumed' } : undefined;
}

/** Restate's own word for the state after the failure. */
export function failureName({ status }: Pick<Invocation, 'status'>): string {
  return status === 'running' ? 'retrying' : status;
}
