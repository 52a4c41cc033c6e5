import { errorLine } from '../../model/error-line.ts';
import { describeError } from '../../model/report/describe-error.ts';
import { durationMs, type Run, type Step } from '../../model/run.ts';
import { isActive, type RunStatus, statusInfo, statusLabel } from '../../model/status.ts';
import { formatDuration } from '../../model/text/formats.ts';

/** What a run or one of its steps has become; all of it is text of the store. */
export type StepChange = {
  /** Epoch ms. */
  readonly at: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly label: string;
  /** How long it took, which attempt it is, and how it failed. */
  readonly note: string;
};

/** Tells, of a run that is read again and again, what has changed since it was read before, oldest first. */
export function createStepChanges(): (run: Run, now: number) => readonly StepChange[] {
  const seen = new Map<string, RunStatus>();
  let status: RunStatus | undefined;
  return (run, now) => {
    const changes = (run.steps ?? []).flatMap(step => {
      const key = `${step.attempt} ${step.id}`;
      const before = seen.get(key);
      seen.set(key, step.status);
      return stepChanges(step, before, now);
    });
    if (run.status !== status && isActive(run)) {
      const hasBegun = status !== undefined && status !== 'queued';
      changes.unshift(runChange(run, hasBegun ? now : (run.startedAt ?? run.createdAt), now));
    }
    status = run.status;
    return changes.sort((a, b) => a.at - b.at);
  };
}

function stepChanges(step: Step, before: RunStatus | undefined, now: number): StepChange[] {
  const { name, attempt, startedAt = now, finishedAt = now, error } = step;
  if (before === step.status) return [];
  const nth = attempt > 1 ? `attempt ${attempt}` : '';
  const begin = {
    at: startedAt,
    name,
    status: 'running',
    label: statusInfo.running.label,
    note: nth,
  } as const;
  const change = { name, status: step.status, label: statusLabel(step, now) };
  if (isActive(step)) {
    const isBegin = before === undefined && step.status !== 'running';
    const current = { ...change, at: before === undefined ? startedAt : now, note: nth };
    return isBegin && step.status !== 'queued' ? [begin, current] : [current];
  }
  const ms = durationMs(step, finishedAt);
  const notes = [
    nth,
    ms === undefined ? '' : formatDuration(ms),
    error ? errorLine(describeError(error)) : '',
  ];
  const end = { ...change, at: finishedAt, note: notes.filter(note => note !== '').join('  ') };
  return before === undefined && step.startedAt !== undefined ? [begin, end] : [end];
}

function runChange(run: Run, at: number, now: number): StepChange {
  return { at, name: run.name, status: run.status, label: statusLabel(run, now), note: '' };
}
