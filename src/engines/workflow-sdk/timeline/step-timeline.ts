import {
  type ErrorRecord,
  type EventRecord,
  ifPresent,
  type StepRecord,
  timeOf,
  toErrorRecord,
} from '../files/records.ts';

export type Attempt = {
  readonly number: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly outcome: 'success' | 'failed' | 'open' | 'unknown';
  readonly error?: ErrorRecord;
  /** When the next attempt may start. */
  readonly retryAfter?: number;
};

/** A step by its events, else by its own file. */
export type StepTimeline = {
  readonly id: string;
  readonly name: string;
  /** As the engine spells it. */
  readonly status: string;
  readonly createdAt: number;
  /** Absent while the step is active. */
  readonly endedAt?: number;
  readonly attempts: readonly Attempt[];
  /** As stored. */
  readonly input: unknown;
  readonly output: unknown;
};

/** `events` are this step's, in order. */
export function toStepTimeline(
  id: string,
  record: StepRecord | undefined,
  events: readonly EventRecord[],
): StepTimeline {
  const created = events.find(({ type }) => type === 'step_created');
  const ended = events.find(({ type }) => type === 'step_completed' || type === 'step_failed');
  const recorded = attemptsOfEvents(events);
  const attempts = recorded.length > 0 ? withEnding(recorded, record) : attemptsOfRecord(record);
  return {
    id,
    name: record?.name ?? nameIn(events) ?? id,
    status: record?.status ?? statusIn(ended),
    createdAt: created?.at ?? record?.createdAt ?? record?.startedAt ?? events[0]?.at ?? 0,
    endedAt: ended?.at ?? record?.completedAt,
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

/** Concurrent workers may end a step twice; the first end counts. */
function attemptsOfEvents(events: readonly EventRecord[]): readonly Attempt[] {
  const attempts: Attempt[] = [];
  let open: { readonly number: number; readonly startedAt: number } | undefined;
  const close = (endedAt: number, outcome: Attempt['outcome'], ending: Ending = {}) => {
    attempts.push({ ...(open ?? { number: attempts.length + 1 }), endedAt, outcome, ...ending });
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

/** The step's file is written before its last event, which is missing if the engine died in between. */
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

/** Without events, only the last attempt is recorded. */
function attemptsOfRecord(record: StepRecord | undefined): readonly Attempt[] {
  if (!record || (record.startedAt === undefined && record.completedAt === undefined)) return [];
  const { startedAt, completedAt, error } = record;
  const outcome = outcomeOf(record);
  return [
    {
      number: Math.max(1, record.attempt),
      startedAt,
      endedAt: completedAt,
      outcome,
      error: outcome === 'failed' ? error : undefined,
    },
  ];
}
