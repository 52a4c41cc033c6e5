import {
  type ErrorRecord,
  type EventRecord,
  type StepRecord,
  timeOf,
  toErrorRecord,
} from '../files/records.ts';
import { ifPresent } from '../runs/to-workflow-summary.ts';

/** One try of a step. */
export type Attempt = {
  readonly number: number;
  readonly startedAt?: number;
  /** Absent while it is executed. */
  readonly endedAt?: number;
  readonly outcome: 'success' | 'failed' | 'open' | 'unknown';
  readonly error?: ErrorRecord;
  /** Before when the next one does not begin. */
  readonly retryAfter?: number;
};

/** What became of a step, as its events tell it; its own file where they do not. */
export type StepTimeline = {
  readonly id: string;
  readonly name: string;
  /** The engine's own word. */
  readonly status: string;
  readonly createdAt: number;
  /** Absent while it may go on. */
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
  const told = toAttemptsByEvents(events);
  const attempts = told.length > 0 ? withEnding(told, record) : attemptsOfRecord(record);
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

/** A step may be ended twice by workers that do not know of each other: the first one counts. */
function toAttemptsByEvents(events: readonly EventRecord[]): readonly Attempt[] {
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
      // Whoever executed the attempt before never said how it ended.
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
 * The engine writes a step's file before the event, which may not be there yet, or never be where it died
 * between the two.
 */
function withEnding(told: readonly Attempt[], record: StepRecord | undefined): readonly Attempt[] {
  const last = told.at(-1);
  const outcome = outcomeOf(record);
  if (last?.outcome !== 'open' || !record || outcome === 'open') return told;
  const ended = { ...last, outcome, ...ifPresent('endedAt', record.completedAt) };
  return [
    ...told.slice(0, -1),
    outcome === 'failed' ? { ...ended, ...ifPresent('error', record.error) } : ended,
  ];
}

function outcomeOf(record: StepRecord | undefined): 'success' | 'failed' | 'open' {
  if (record?.status === 'completed') return 'success';
  return record?.status === 'failed' ? 'failed' : 'open';
}

/** Only the last attempt is known without events. */
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
