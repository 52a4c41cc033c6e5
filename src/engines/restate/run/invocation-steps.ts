import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { RunError, Step } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { type FailureEvent, isFailedAttempt } from '../journal/failure-events.ts';
import type { Outcome } from '../journal/journal.ts';
import type { JournalStep } from '../journal/journal-steps.ts';

/** The tries of each unit, those that failed before the last one. */
export async function toInvocationSteps(units: readonly JournalStep[]): Promise<readonly Step[]> {
  return (await mapYielding(units, stepsOf)).flat();
}

function stepsOf(unit: JournalStep): readonly Step[] {
  const tries = unit.failures.filter(isFailedAttempt);
  const failed = tries.map((trouble, at) => failedTry(unit, trouble, at + 1, tries[at - 1]?.at));
  return [...failed, lastTry(unit, tries)];
}

function failedTry(
  unit: JournalStep,
  trouble: FailureEvent,
  attempt: number,
  before: number | undefined,
): Step {
  return {
    ...sharedBy(unit),
    id: `${unit.id}-try-${attempt}`,
    status: 'failed',
    attempt,
    startedAt: before ?? unit.startAt,
    finishedAt: trouble.at,
    error: troubleError(trouble),
  };
}

function lastTry(unit: JournalStep, tries: readonly FailureEvent[]): Step {
  const { outcome, status, wakeAt } = unit;
  const isGoingOn = isActive({ status, finishedAt: unit.endAt });
  return {
    ...sharedBy(unit),
    id: unit.id,
    status,
    attempt: tries.length + 1,
    ...(status === 'queued' ? {} : { startedAt: tries.at(-1)?.at ?? unit.startAt }),
    ...(unit.endAt === undefined || isGoingOn ? {} : { finishedAt: unit.endAt }),
    ...((status === 'sleeping' || status === 'queued') && wakeAt !== undefined ? { wakeAt } : {}),
    ...(outcome?.type === 'success' && outcome.value !== undefined ? { output: outcome.value } : {}),
    ...(outcome?.type === 'failure' ? { error: outcomeError(outcome) } : {}),
  };
}

function sharedBy({ name, type, input }: JournalStep): Pick<Step, 'name' | 'type' | 'input'> {
  return { name, type, ...(input === undefined ? {} : { input }) };
}

function outcomeError({ failure }: Extract<Outcome, { type: 'failure' }>): RunError {
  const { code, message } = failure;
  return { value: failure, message, ...(code === undefined ? {} : { code: String(code) }) };
}

function troubleError({ message, code, stack }: FailureEvent): RunError {
  const value = { ...(code === undefined ? {} : { code: Number(code) }), message };
  return { value, message, ...(code === undefined ? {} : { code }), ...(stack ? { stack } : {}) };
}
