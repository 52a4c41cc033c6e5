import type { RunStatus } from '../../model/status.ts';
import { events, type InstanceFile, type InstanceRow, type RecordedError, running } from './read-instance.ts';

/** Steps that undo others have events of their own. */
const undoing: ReadonlyMap<number, number> = new Map([
  [18, events.stepStart],
  [19, events.attemptStart],
  [20, events.attemptSuccess],
  [21, events.attemptFailure],
  [22, events.stepSuccess],
  [23, events.stepFailure],
]);

type Attempt = { readonly startedAt: number; endedAt?: number; error?: RecordedError };

/** A step of an instance, as its rows tell it. */
export type InstanceStep = {
  /** `<hash>-<n>`, the n-th of its name. */
  readonly id: string;
  /** As the program names it. */
  readonly name: string;
  readonly type: 'action' | 'sleep' | 'hook' | 'rollback';
  readonly startedAt: number;
  endedAt?: number;
  /** When a sleep ends by its length, without pauses. */
  readonly dueAt?: number;
  /** The type of the event that a wait is for. */
  readonly event?: string;
  readonly attempts: Attempt[];
  /** Set where it failed. */
  error?: RecordedError;
  /** A short text that it gave, which may be the id of an instance that it started. */
  shortResult?: string;
};

/** The steps in the order of their starts. */
export function toInstanceSteps(rows: readonly InstanceRow[]): readonly InstanceStep[] {
  const steps = new Map<string, InstanceStep>();
  for (const row of rows) {
    if (row.key === null) continue;
    const step = steps.get(row.key) ?? startStep(row.key, row);
    steps.set(row.key, step);
    addRow(step, row);
  }
  return [...steps.values()];
}

function startStep(id: string, { at, event, target, data }: InstanceRow): InstanceStep {
  const name = target?.replace(/-\d+$/, '') ?? id;
  const step = { id, name, startedAt: at, attempts: [] };
  if (event === events.sleepStart) return { ...step, type: 'sleep', dueAt: at + (data.durationMs ?? 0) };
  if (event === events.waitStart) return { ...step, type: 'hook', event: data.event };
  return { ...step, type: undoing.has(event) ? 'rollback' : 'action' };
}

function addRow(step: InstanceStep, { at, event, data }: InstanceRow): void {
  const attempt = step.attempts.at(-1);
  switch (undoing.get(event) ?? event) {
    case events.attemptStart:
      step.attempts.push({ startedAt: at });
      break;
    case events.attemptSuccess:
    case events.attemptFailure:
      if (attempt) Object.assign(attempt, { endedAt: at, error: data.error });
      break;
    case events.stepSuccess:
    case events.sleepComplete:
    case events.waitComplete:
      step.endedAt = at;
      if (typeof data.result === 'string') step.shortResult = data.result;
      break;
    case events.stepFailure:
    case events.waitTimedOut:
      step.endedAt = at;
      step.error = attempt?.error ?? { name: data.name };
      break;
    default:
  }
}

/** What an instance does. */
type InstanceState = {
  readonly status: RunStatus;
  readonly statusLabel?: string;
  /** When it goes on by itself. */
  readonly wakeAt?: number;
  readonly waitingFor?: string;
};

/** By the number that the engine keeps. */
const states: readonly InstanceState[] = [
  { status: 'queued' },
  { status: 'running' },
  { status: 'running', statusLabel: 'Paused' },
  { status: 'failed' },
  { status: 'canceled' },
  { status: 'success' },
  { status: 'running', statusLabel: 'Pausing' },
  { status: 'waiting' },
];

/** Its open steps tell what it does: the engine says `running` also of what sleeps or waits. */
export function toInstanceState(file: InstanceFile, steps: readonly InstanceStep[]): InstanceState {
  const state = states[file.status] ?? { status: 'unknown' };
  const open = steps.filter(({ endedAt }) => endedAt === undefined);
  if (file.status !== running || open.length === 0) return state;
  const due = open.flatMap(step => dueAt(step, file) ?? []);
  const next = due.length === 0 ? {} : { wakeAt: Math.min(...due) };
  const waits = open.filter(({ type }) => type === 'hook');
  const actions = open.length - waits.length - open.filter(({ type }) => type === 'sleep').length;
  if (actions > 0) return open.some(isBetweenAttempts) ? toRetrying(open, next) : state;
  if (waits.length === 0) return { status: 'sleeping', ...next };
  return { status: 'waiting', waitingFor: waits.map(({ event, name }) => event ?? name).join(', ') };
}

function toRetrying(open: readonly InstanceStep[], next: { readonly wakeAt?: number }): InstanceState {
  const isBusy = open.some(step => step.attempts.length > 0 && !isBetweenAttempts(step));
  return isBusy ? { status: 'running' } : { status: 'running', statusLabel: 'Backing off', ...next };
}

export function isBetweenAttempts({ endedAt, attempts }: InstanceStep): boolean {
  return endedAt === undefined && attempts.at(-1)?.error !== undefined;
}

/** When an open sleep ends, or the next attempt starts. */
export function dueAt({ id, dueAt: planned }: InstanceStep, { timers }: InstanceFile): number | undefined {
  return timers.get(id) ?? planned;
}

/** The step whose failure ended the run, as far as the error of the run tells. */
export function failedStep(
  steps: readonly InstanceStep[],
  { name, message = '' }: RecordedError,
): InstanceStep | undefined {
  return steps.findLast(({ error }) => {
    if (error === undefined) return false;
    if (error.message === undefined) return message.startsWith(`${error.name}:`);
    return error.message === message || (error.name === name && finalReason(error) !== undefined);
  });
}

/** The reason of a step that was not to be tried again, which stands in the text of its error. */
export function finalReason({ message = '' }: RecordedError): RecordedError | undefined {
  const text = /^Step threw a NonRetryableError with message "(.*)"$/s.exec(message)?.[1];
  const [, name = 'NonRetryableError', reason = text] = /^(\w*Error): (.*)$/s.exec(text ?? '') ?? [];
  return text === undefined ? undefined : { name, message: reason };
}

const idLength = 100;
const again = '-again-';

/** The id of a run that repeats another, which names that one: the engine keeps no other link. */
export function againId(origin: string, wanted: string): string {
  const id = `${origin}${again}${wanted.slice(-8)}`;
  return id.length > idLength ? wanted : id;
}

/** The id of the run that this one may repeat. */
export function originOf(id: string): string | undefined {
  const at = id.lastIndexOf(again);
  return at > 0 ? id.slice(0, at) : undefined;
}
