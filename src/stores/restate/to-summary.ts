import type { ErrorSummary, RunSummary, Trigger } from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { errorLine } from '../error-line.ts';
import type { Invocation } from './invocation.ts';
import { killedFailure, toRunStatus } from './invocation-status.ts';
import type { Wait } from './waits.ts';

/** Between a service's and a handler's name. */
export const nameSeparator = '/';

/** `requestedAt` is when this process asked for a cancel, epoch ms. */
export function toSummary(
  row: Invocation,
  wait: Wait | undefined,
  requestedAt: number | undefined,
): RunSummary {
  const status = toRunStatus(row, wait?.status);
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
  return { ...summary, cancelRequestedAt: wait?.cancelRequestedAt ?? requestedAt };
}

type Source = Pick<Invocation, 'target' | 'target_service_key' | 'invoked_by' | 'invoked_by_target'>;

const words: ReadonlyMap<string, string> = new Map([
  ['ingress', 'Ingress'],
  ['service', 'Service'],
  ['subscription', 'Subscription'],
  ['restart_as_new', 'Restart'],
]);

/** Who called, and what was called: of a call from outside the key says more than anything else. */
function toTrigger({ target, target_service_key, invoked_by, invoked_by_target }: Source): Trigger {
  const word = words.get(invoked_by) ?? invoked_by;
  const source = invoked_by === 'service' ? invoked_by_target : target_service_key;
  return {
    type: invoked_by,
    label: source === undefined ? word : `${word} · ${source}`,
    raw: `${invoked_by}:${target}`,
  };
}

/** Type and label alone, for completion. */
export function triggerTexts(source: Omit<Source, 'target'>): readonly string[] {
  const { type, label } = toTrigger({ ...source, target: '' });
  return [type, label];
}

/** Every command of the journal but the input, and the output of an invocation that came to one. */
function countSteps(row: Invocation): number | undefined {
  if (row.journal_commands_size === undefined) return undefined;
  const hasOutput = row.status === 'completed' && row.completion_failure !== killedFailure;
  return Math.max(0, row.journal_commands_size - (hasOutput ? 2 : 1));
}

/** `[422] no such account` of an end, `[500 Internal] it broke` with a stack below of an attempt. */
const failurePattern = /^\[(\d+)[^\]]*\]\s?(.*)$/s;

export type Failure = { readonly code?: string; readonly message: string };

export function parseFailure(text: string): Failure {
  const [, code, message] = failurePattern.exec(text) ?? [];
  return message === undefined ? { message: text } : { code, message };
}

function toEndSummary({ completion_failure }: Invocation, status: RunStatus): ErrorSummary | undefined {
  if (completion_failure === undefined || status === 'canceled') return undefined;
  return { message: errorLine(parseFailure(completion_failure).message) };
}

/** Of one that goes on, why it is not getting on. */
function toTroubleSummary(row: Invocation, wait: Wait | undefined): ErrorSummary | undefined {
  const { message, step } = wait?.trouble ?? {
    message: row.last_failure === undefined ? undefined : parseFailure(row.last_failure).message,
    step: row.last_failure_related_command_name,
  };
  const name = troubleName(row);
  if (message !== undefined) return { name, message: errorLine(message), step: step || undefined };
  return row.status === 'paused' ? { name, message: 'it goes on when it is resumed' } : undefined;
}

/** Restate's own word for how it stands, which is not among ours. */
export function troubleName({ status }: Pick<Invocation, 'status'>): string {
  return status === 'running' ? 'retrying' : status;
}
