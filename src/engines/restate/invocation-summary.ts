import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import type { ErrorSummary, RunSummary, Trigger } from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { messageOrCode } from '../kit/serialized-error.ts';
import {
  type FailureText,
  type Invocation,
  killedFailure,
  lastFailure,
  parseFailure,
  toRunStatus,
} from './invocation-row.ts';

export function toInvocationSummary(row: Invocation): RunSummary {
  const status = toRunStatus(row);
  const summary: RunSummary = {
    id: row.id,
    kind: 'workflow',
    name: invocationName(row),
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
    retryOf: row.restarted_from,
    errorSummary: row.status === 'completed' ? toEndSummary(row, status) : toLastFailureSummary(row),
  };
  if (!isActive(summary)) return summary;
  return {
    ...summary,
    statusLabel: labelOf(row),
    wakeAt: wakeTime(row),
    waitingFor: row.suspension?.waitingFor,
    cancelRequestedAt: row.cancelRequestedAt,
  };
}

function wakeTime(row: Invocation): number | undefined {
  if (row.status === 'scheduled') return row.scheduled_start_at;
  return row.status === 'backing-off' ? row.next_retry_at : row.suspension?.wakeAt;
}

/** A label more precise than the status. A paused run handles a cancel only after it is resumed. */
function labelOf({ status, suspension, cancelRequestedAt }: Invocation): string | undefined {
  const isCanceling = cancelRequestedAt !== undefined;
  if (status === 'paused') return isCanceling ? 'Cancel paused' : 'Paused';
  if (isCanceling) return undefined;
  if (suspension?.isForCall) return 'Waiting on call';
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

type Target = Pick<Invocation, 'target_service_name' | 'target_handler_name'>;

export function invocationName({ target_service_name, target_handler_name }: Target): string {
  return `${target_service_name}/${target_handler_name}`;
}

/** Restate keeps no step of an invocation that has ended. */
function toEndSummary(row: Invocation, status: RunStatus): ErrorSummary | undefined {
  if (row.completion_failure === undefined || status === 'canceled') return undefined;
  const {
    name: _,
    step: __,
    failure,
    ...summary
  } = describeFailure(row, parseFailure(row.completion_failure));
  return { ...summary, ...(status === 'failed' ? { failure } : undefined) };
}

function toLastFailureSummary(row: Invocation): ErrorSummary | undefined {
  const { pauseFailure } = row;
  const text = pauseFailure ?? lastFailure(row);
  const step = pauseFailure ? pauseFailure.step : row.last_failure_related_command_name;
  const name = failureName(row);
  if (!text)
    return row.status === 'paused' ? { name, message: 'it continues when it is resumed' } : undefined;
  // Only a run that has failed is of a group.
  const { failure: _, ...summary } = describeFailure(row, text);
  return { ...summary, name, step: step || undefined };
}

/** Restate's code is a status of HTTP, which a more exact code in the message replaces. */
function describeFailure(row: Invocation, text: FailureText): ErrorSummary {
  const status = text.code === undefined ? undefined : Number(text.code);
  const error = { value: { status }, message: messageOrCode(text) };
  const summary = summarizeFailure({ error, name: invocationName(row) });
  return { ...summary, code: summary.code ?? text.code };
}

/** Restate's own word for the state after the failure. */
export function failureName({ status }: Pick<Invocation, 'status'>): string {
  return status === 'running' ? 'retrying' : status;
}

type Source = Pick<
  Invocation,
  'target' | 'target_service_key' | 'invoked_by' | 'invoked_by_target' | 'restarted_from'
>;

/** `invoked_by` of an invocation that was restarted from an ended one. */
const restart = 'restart_as_new';

const sourceLabels: ReadonlyMap<string, string> = new Map([
  ['ingress', 'Ingress'],
  ['service', 'Service'],
  ['subscription', 'Subscription'],
  [restart, 'Restart'],
]);

/** The label names the caller or the restarted invocation; for a call from outside, the key. */
function toInvocationTrigger(row: Source): Trigger {
  const { target, invoked_by } = row;
  const word = sourceLabels.get(invoked_by) ?? invoked_by;
  const source = sourceOf(row);
  return {
    type: invoked_by,
    label: source === undefined ? word : `${word} · ${source}`,
    raw: `${invoked_by}:${target}`,
  };
}

function sourceOf(row: Source): string | undefined {
  if (row.invoked_by === 'service') return row.invoked_by_target;
  return row.invoked_by === restart ? (row.restarted_from ?? row.target_service_key) : row.target_service_key;
}

/** Type and label, for completion; for a restart only the type, because its label names one invocation. */
export function triggerTexts(source: Omit<Source, 'target' | 'restarted_from'>): readonly string[] {
  const { type, label } = toInvocationTrigger({ ...source, target: '', restarted_from: undefined });
  if (type === restart) return [type];
  return [type, label];
}
