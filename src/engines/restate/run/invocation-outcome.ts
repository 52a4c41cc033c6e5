import type { CancelState, RunError, RunSummary } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { type Invocation, parseFailure } from '../invocation/invocation-row.ts';
import { killedFailure } from '../invocation/invocation-status.ts';
import { failureName } from '../invocation/invocation-summary.ts';
import type { FailureEvent } from '../journal/failure-events.ts';
import { endFailure } from '../journal/invocation-failure.ts';
import type { Failure, Journal } from '../journal/journal.ts';
import { isCancel, type JournalStep } from '../journal/journal-step.ts';

/** A kill leaves no output in the journal: with one, the handler itself returned the failure of a kill. */
export function toCancelState(
  row: Invocation,
  summary: RunSummary,
  { signals, commands }: Journal,
): CancelState | undefined {
  const requestedAt = signals.find(isCancel)?.at ?? summary.cancelRequestedAt;
  if (row.completion_failure === killedFailure && !commands.some(isOutput))
    return { requestedAt: requestedAt ?? row.completed_at ?? row.created_at, outcome: 'killed' };
  if (requestedAt === undefined) return undefined;
  const outcome = cancelOutcome(row, summary);
  return { requestedAt, ...(outcome === undefined ? {} : { outcome }) };
}

function cancelOutcome(row: Invocation, summary: RunSummary): string | undefined {
  if (summary.status === 'canceled') return 'canceled';
  if (!isActive(summary)) return 'it ended nevertheless';
  return row.status === 'paused' ? 'paused: it continues when it is resumed' : undefined;
}

function isOutput({ kind }: { readonly kind: string }): boolean {
  return kind === 'Output';
}

/** The failure of a handler that ended as canceled without a request: its own, or that of a call. */
export function reportedFailure(
  row: Invocation,
  { commands }: Journal,
  cancel: CancelState | undefined,
): Failure | undefined {
  return cancel === undefined && commands.some(isOutput) ? endFailure(row) : undefined;
}

export function toRunError(
  row: Invocation,
  value: Failure,
  steps: readonly JournalStep[],
  failures: readonly FailureEvent[],
): RunError {
  const code = value.code === undefined ? {} : { code: String(value.code) };
  if (row.status !== 'completed') {
    const { message = value.message, stack } = findFailureEvent(row, value.message, failures) ?? {};
    const whole = { ...value, message };
    return { value: whole, name: failureName(row), message, ...code, ...(stack ? { stack } : {}) };
  }
  const { message } = value;
  const stepId = steps.findLast(
    ({ outcome }) => outcome?.type === 'failure' && outcome.failure.message === message,
  )?.id;
  return { value, message, ...code, ...(stepId === undefined ? {} : { stepId }) };
}

/** `last_failure` is message and stack in one, so the longest event message it begins with is right. */
function findFailureEvent(
  { last_failure = '' }: Invocation,
  message: string,
  failures: readonly FailureEvent[],
): FailureEvent | undefined {
  const { message: text } = parseFailure(last_failure);
  const matching = failures.filter(
    ({ message: other }) =>
      other === message || text === other || (other !== '' && text.startsWith(`${other}\n`)),
  );
  return matching.toSorted((a, b) => b.message.length - a.message.length || b.at - a.at)[0];
}
