import {
  type ErrorRecord,
  type EventRecord,
  type StepRecord,
  timeOf,
  toErrorRecord,
} from '../files/records.ts';
import { ifPresent } from '../if-present.ts';

/** One attempt of a step. */
export type Attempt = {
  readonly number: number;
  readonly startedAt?: number;
  /** Absent while it runs. */
  readonly endedAt?: number;
  readonly outcome: 'success' | 'failed' | 'open' | 'unknown';
  readonly error?: ErrorRecord;
  /** The earliest start of the next attempt. */
  readonly retryAfter?: number;
};

/** What happened in a step, by its events, else by its own file. */
export type StepTimeline = {
  readonly id: string;
  readonly name: string;
  /** The engine's own status. */
  readonly status: string;
  readonly createdAt: number;
  /** Absent while the step may go on. */
  readonly endedAt?: number;
  readonly attempts: readonly Attempt[];
  /** As stored. */
  readonly input: unknown;
  readonly output: unknown;
};

/** `events` are those of this step, in order. */
export function toStepTimeline(
  id: string,
  record: StepRecord | undefined,
  events: readonly EventRecord[],
): StepTimeline {
  const created = events.find(({ type }) => type === 'step_created');
  const ended = events.find(({ type }) => type === 'step_completed' || type === 'step_failed');
  const recorded = attemptsOfEvents(events);
  const attempts = recorded.length > 0 ? withEnding(recorded, record) : attemptsOfRecord(record);
  const endedAt = ended?.at ?? record?.completedAt;
  return {
    id,
    name: record?.name ?? nameIn(events) ?? id,
    status: record?.status ?? statusIn(ended),
    createdAt: created?.at ?? record?.createdAt ?? record?.startedAt ?? events[0]?.at ?? 0,
    ...(endedAt === undefined ? {} : { endedAt }),
    attempts,
    input: record ? record.input : created?.data.input,
    output: record ? record.output : ended?.data.result,
  };
}

function nameIn(events: readonly EventRecord[]): string | undefined {
  const name = events.map(({ data }) => data.stepName).find(value => typeof value === 'string');
  return typeof name === 'string' ? name : undefined;
}

function statusIn(ended: EventRecord | undefined): string {
  if (!ended) return 'running';
  return ended.type === 'step_completed' ? 'completed' : 'failed';
}

/** Concurrent workers may end a step twice: the first end counts. */
function attemptsOfEvents(events: readonly EventRecord[]): readonly Attempt[] {
  const attempts: Attempt[] = [];
  let open: { readonly number: number; readonly startedAt: number } | undefined;
  const close = (endedAt: number, outcome: Attempt['outcome'], ending: Ending = {}) => {
    const { number, startedAt } = open ?? { number: attempts.length + 1, startedAt: undefined };
    attempts.push({
      number,
      ...(startedAt === undefined ? {} : { startedAt }),
      endedAt,
      outcome,
      ...ending,
    });
    open = undefined;
  };
  for (const { type, at, data } of events) {
    if (type === 'step_started') {
      // The attempt before was left without an end: its worker is gone.
      if (open) close(at, 'unknown');
      open = { number: attempts.length + 1, startedAt: at };
    } else if (type === 'step_retrying') {
      if (open) close(at, 'failed', endingOf(data));
    } else if (type === 'step_completed') {
      close(at, 'success');
      return attempts;
    } else if (type === 'step_failed') {
      close(at, 'failed', endingOf(data));
      return attempts;
    }
  }
  return open ? [...attempts, { ...open, outcome: 'open' }] : attempts;
}

type Ending = Pick<Attempt, 'error' | 'retryAfter'>;

function endingOf({ error, stack, retryAfter }: EventRecord['data']): Ending {
  return {
    ...ifPresent('error', toErrorRecord(error, stack)),
    ...ifPresent('retryAfter', timeOf(retryAfter)),
  };
}

/**
 * Ends the last attempt by the step's file, which the engine writes before the event. The event may not be
 * there yet, or never come where the engine died between the two.
 */
function withEnding(attempts: readonly Attempt[], record: StepRecord | undefined): readonly Attempt[] {
  const last = attempts.at(-1);
  const outcome = outcomeOf(record);
  if (last?.outcome !== 'open' || !record || outcome === 'open') return attempts;
  const ended = { ...last, outcome, ...ifPresent('endedAt', record.completedAt) };
  return [
    ...attempts.slice(0, -1),
    outcome === 'failed' ? { ...ended, ...ifPresent('error', record.error) } : ended,
  ];
}

function outcomeOf(record: StepRecord | undefined): 'success' | 'failed' | 'open' {
  if (record?.status === 'completed') return 'success';
  return record?.status === 'failed' ? 'failed' : 'open';
}

/** Without events only the last attempt is known. */
function attemptsOfRecord(record: StepRecord | undefined): readonly Attempt[] {
  if (!record || (record.startedAt === undefined && record.completedAt === undefined)) return [];
  const { startedAt, completedAt, error } = record;
  const outcome = outcomeOf(record);
  return [
    {
      number: Math.max(1, record.attempt),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(completedAt === undefined ? {} : { endedAt: completedAt }),
      outcome,
      ...(outcome === 'failed' && error ? { error } : {}),
    },
  ];
}
