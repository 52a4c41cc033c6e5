import { mapYielding, yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import type { RunSummary } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { toIsoTime } from '../../../model/text/formats.ts';
import type { WorkItem } from '../../kit/work-items.ts';
import { shortName } from '../../workflow-names.ts';
import {
  type ErrorRecord,
  type EventRecord,
  ifPresent,
  type StepRecord,
  stringOf,
  timeOf,
  toErrorRecord,
  toRunError,
} from '../files/records.ts';
import { decodeArguments, decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import type { OpenItem } from './run-status.ts';

type Sources = {
  readonly run: RunSummary;
  readonly steps: readonly StepRecord[];
  readonly events: readonly EventRecord[];
  readonly sleeps: readonly OpenItem[];
};

/** In order of creation; events count before an item's own file. */
export async function toItems({ run, steps, events, sleeps }: Sources): Promise<readonly WorkItem[]> {
  const byItem = Map.groupBy(events, ({ about }) => about ?? '');
  byItem.delete('');
  await yieldToEventLoop();
  const records = new Map(steps.map(step => [step.id, step]));
  const isReopened = run.status === 'waiting' && ![...byItem.values()].some(isOpenHook);
  const items = await mapYielding([...new Set([...records.keys(), ...byItem.keys()])], id => {
    const own = byItem.get(id) ?? [];
    const record = records.get(id);
    const isStep = record !== undefined || own.some(({ type }) => type.startsWith('step_'));
    return isStep ? toStep(id, record, own, run) : toPause(id, own, run, isReopened);
  });
  const unwritten = isActive(run) ? sleeps.map(sleep => toSleep(run.id, sleep)) : [];
  return [...items, ...unwritten.filter(sleep => sleep && !byItem.has(sleep.id))]
    .filter(item => item !== undefined)
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

type Attempt = {
  readonly number?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly outcome: RunStatus;
  readonly error?: ErrorRecord;
  readonly retryAfter?: number;
};

const unrecorded = { message: 'no error was recorded' };

/** A step that has not started when its run ends never will; a running step continues. */
function toStep(
  id: string,
  record: StepRecord | undefined,
  events: readonly EventRecord[],
  run: RunSummary,
): WorkItem {
  const created = events.find(({ type }) => type === 'step_created');
  const ended = events.find(({ type }) => type === 'step_completed' || type === 'step_failed');
  const known = toStatus(record?.status ?? ended?.type.replace('step_', '') ?? 'running');
  const own = known === 'queued' && !isActive(run) ? 'canceled' : known;
  const attempts = attemptsOf(events, record);
  const last = known === 'queued' ? undefined : attempts.at(-1);
  const failed = last ? attempts.slice(0, -1) : attempts;
  const status = last && (last.outcome !== 'running' || own !== 'canceled') ? last.outcome : own;
  const createdAt = created?.at ?? record?.createdAt ?? record?.startedAt ?? events[0]?.at ?? 0;
  const endedAt = last?.endedAt ?? (own === 'canceled' ? run.finishedAt : undefined);
  const name = record?.name ?? events.flatMap(({ data }) => stringOf(data.stepName) ?? [])[0] ?? id;
  const output = record ? record.output : ended?.data.result;
  return {
    ...{ id, name: shortName(name), type: 'action', status, createdAt },
    startedAt: attempts[0]?.startedAt ?? attempts[0]?.endedAt,
    lastStartedAt: last?.startedAt ?? last?.endedAt,
    endedAt,
    isUnstarted: last === undefined,
    attempts: failed.map(({ startedAt, endedAt: end, outcome, error = unrecorded }) => ({
      ...{ startedAt, endedAt: end },
      error: outcome === 'failed' ? toRunError(error) : undefined,
    })),
    attempt: last?.number,
    wakeAt: status === 'queued' ? attempts.at(-1)?.retryAfter : undefined,
    input: () => decodeArguments(record ? record.input : created?.data.input),
    output: status === 'success' ? () => decodeWorkflowPayload(output) : undefined,
    error: last?.error && toRunError(last.error),
    attributes: { 'step.id': id, 'step.name': name, 'step.status': record?.status ?? known },
    waits: waitsOf(createdAt, attempts, last ? undefined : { endedAt }),
  };
}

/** Waits in the queue and before each further attempt; `next` is an attempt that has not begun. */
function waitsOf(
  createdAt: number,
  attempts: readonly Attempt[],
  next: { readonly endedAt: number | undefined } | undefined,
): WorkItem['waits'] {
  const starts = [
    ...attempts.map(({ startedAt, endedAt }) => startedAt ?? endedAt),
    ...(next ? [next.endedAt] : []),
  ];
  const ends = [createdAt, ...attempts.map(({ endedAt }) => endedAt)];
  return starts.flatMap((endAt, at) => {
    const startAt = ends[at];
    const isQueue = at === 0;
    if (startAt === undefined || (endAt !== undefined && endAt <= startAt)) return [];
    if (!isQueue && attempts[at - 1]?.outcome !== 'failed') return [];
    const due = attempts[at - 1]?.retryAfter;
    return {
      ...{ kind: isQueue ? 'queued' : 'retry', name: isQueue ? 'queued' : 'retry wait' },
      ...{ startAt, ...ifPresent('endAt', endAt) },
      attributes: due === undefined ? {} : { retryAfter: toIsoTime(due) },
    };
  });
}

/** Concurrent workers may end a step twice; the first end counts. */
function attemptsOf(events: readonly EventRecord[], record: StepRecord | undefined): readonly Attempt[] {
  const attempts: Attempt[] = [];
  let open: { readonly startedAt: number } | undefined;
  const close = (endedAt: number, outcome: RunStatus, data: EventRecord['data'] = {}) => {
    const error = outcome === 'failed' ? toErrorRecord(data.error, data.stack) : undefined;
    attempts.push({ ...open, endedAt, outcome, error, retryAfter: timeOf(data.retryAfter) });
    open = undefined;
  };
  for (const { type, at, data } of events) {
    if (type === 'step_started') {
      // The attempt before has no end: its worker is gone.
      if (open) close(at, 'unknown');
      open = { startedAt: at };
    } else if (type === 'step_retrying') {
      if (open) close(at, 'failed', data);
    } else if (type === 'step_completed' || type === 'step_failed') {
      close(at, type === 'step_failed' ? 'failed' : 'success', data);
      return attempts;
    }
  }
  const recorded = lastAttempt(record);
  if (open) return [...attempts, { outcome: 'running', ...recorded, startedAt: open.startedAt }];
  if (attempts.length > 0 || !record || !recorded) return attempts;
  return [{ ...recorded, number: Math.max(1, record.attempt) }];
}

/** The step's file is written before its last event, which is missing if the engine died in between. */
function lastAttempt(record: StepRecord | undefined): Attempt | undefined {
  if (!record || (record.startedAt === undefined && record.completedAt === undefined)) return undefined;
  const { startedAt, completedAt, status, error } = record;
  const ended = toStatus(status);
  const outcome = ended === 'success' || ended === 'failed' ? ended : 'running';
  if (outcome === 'running') return { startedAt, outcome };
  return { startedAt, endedAt: completedAt, outcome, ...(outcome === 'failed' ? { error } : {}) };
}

function isOpenHook(events: readonly EventRecord[]): boolean {
  const ends = ['hook_received', 'hook_disposed', 'hook_conflict'];
  return events[0]?.type === 'hook_created' && !events.some(({ type }) => ends.includes(type));
}

/**
 * A sleep, or a wait for a hook's payloads. A payload ends the wait, though the hook may receive more: a run
 * that waits although every hook was answered waits for these.
 */
function toPause(
  id: string,
  events: readonly EventRecord[],
  run: RunSummary,
  isReopened: boolean,
): WorkItem | undefined {
  const at = (type: string) => events.find(event => event.type === type);
  const conflict = at('hook_conflict');
  const created = at('wait_created') ?? at('hook_created') ?? conflict;
  if (!created) return undefined;
  const answers = events.filter(({ type }) => type === 'hook_received');
  const disposedAt = at('hook_disposed')?.at;
  const answeredAt = isReopened && disposedAt === undefined ? undefined : answers.at(-1)?.at;
  const doneAt = at('wait_completed')?.at ?? answeredAt;
  const end = (): Partial<WorkItem> => {
    if (conflict) return { status: 'failed', endedAt: conflict.at, error: conflictError(conflict) };
    if (doneAt !== undefined) return { status: 'success', endedAt: doneAt };
    const endedAt = disposedAt ?? run.finishedAt;
    return endedAt === undefined && isActive(run) ? {} : { status: 'canceled', endedAt };
  };
  const token = stringOf(created.data.token);
  const metadata = decodeWorkflowPayload(created.data.metadata);
  const asked = { ...ifPresent('token', token), ...ifPresent('metadata', metadata) };
  const payloads = answers.map(({ data }) => decodeWorkflowPayload(data.payload));
  return {
    ...pauseItem(id, created.type === 'wait_created', created.at, timeOf(created.data.resumeAt), asked),
    ...(created.data.isWebhook === true ? { name: 'webhook' } : {}),
    ...end(),
    output: () => (payloads.length > 1 ? payloads : payloads[0]),
    attributes: asked,
    events: answers.map((answer, index) => ({
      ...{ name: 'received', at: answer.at },
      attributes: ifPresent('payload', payloads[index]),
    })),
  };
}

/** The engine writes the sleep's file before its event. */
function toSleep(runId: string, { id, members }: OpenItem): WorkItem | undefined {
  const createdAt = timeOf(members.createdAt);
  if (createdAt === undefined) return undefined;
  const own = id.startsWith(`${runId}-`) ? id.slice(runId.length + 1) : id;
  return pauseItem(own, true, createdAt, timeOf(members.resumeAt), {});
}

function pauseItem(
  id: string,
  isSleep: boolean,
  createdAt: number,
  wakeAt: number | undefined,
  asked: object,
): WorkItem {
  const type = isSleep ? 'sleep' : 'hook';
  const due = wakeAt === undefined ? undefined : { $type: 'Date', value: toIsoTime(wakeAt) };
  const input = () => ({ ...ifPresent('resumeAt', due), ...asked });
  return { id, name: type, type, createdAt, status: isSleep ? 'sleeping' : 'waiting', wakeAt, input };
}

function conflictError({ data }: EventRecord): WorkItem['error'] {
  const holder = stringOf(data.conflictingRunId);
  const message = `${holder === undefined ? 'another hook' : `a hook of ${holder}`} already has this token`;
  return { value: message, message };
}
