import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { RunError, Step } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { type FailureEvent, isFailedAttempt } from '../journal/failure-events.ts';
import type { Outcome } from '../journal/journal.ts';
import type { JournalStep } from '../journal/journal-step.ts';

/** One step per attempt of each step of the journal. */
export async function toInvocationSteps(steps: readonly JournalStep[]): Promise<readonly Step[]> {
  return (await mapYielding(steps, stepsOf)).flat();
}

function stepsOf(step: JournalStep): readonly Step[] {
  const attempts = step.failures.filter(isFailedAttempt);
  const failed = attempts.map((failure, at) => failedAttempt(step, failure, at + 1, attempts[at - 1]?.at));
  return [...failed, lastAttempt(step, attempts)];
}

function failedAttempt(
  step: JournalStep,
  failure: FailureEvent,
  attempt: number,
  previousAt: number | undefined,
): Step {
  return {
    ...sharedFields(step),
    id: `${step.id}-try-${attempt}`,
    status: 'failed',
    attempt,
    startedAt: previousAt ?? step.startAt,
    finishedAt: failure.at,
    error: failureError(failure),
  };
}

function lastAttempt(step: JournalStep, attempts: readonly FailureEvent[]): Step {
  const { outcome, status, wakeAt } = step;
  const isOpen = isActive({ status, finishedAt: step.endAt });
  return {
    ...sharedFields(step),
    id: step.id,
    status,
    attempt: attempts.length + 1,
    ...(status === 'queued' ? {} : { startedAt: attempts.at(-1)?.at ?? step.startAt }),
    ...(step.endAt === undefined || isOpen ? {} : { finishedAt: step.endAt }),
    ...((status === 'sleeping' || status === 'queued') && wakeAt !== undefined ? { wakeAt } : {}),
    ...(outcome?.type === 'success' && outcome.value !== undefined ? { output: outcome.value } : {}),
    ...(outcome?.type === 'failure' ? { error: outcomeError(outcome) } : {}),
  };
}

function sharedFields({ name, type, input }: JournalStep): Pick<Step, 'name' | 'type' | 'input'> {
  return { name, type, ...(input === undefined ? {} : { input }) };
}

function outcomeError({ failure }: Extract<Outcome, { type: 'failure' }>): RunError {
  const { code, message } = failure;
  return { value: failure, message, ...(code === undefined ? {} : { code: String(code) }) };
}

function failureError({ message, code, stack }: FailureEvent): RunError {
  const value = { ...(code === undefined ? {} : { code: Number(code) }), message };
  return { value, message, ...(code === undefined ? {} : { code }), ...(stack ? { stack } : {}) };
}
