import { mapYielding, yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import type { OpenItem } from '../files/open-items.ts';
import { type EventRecord, type StepRecord, textOf, timeOf } from '../files/records.ts';
import type { RunFile } from '../files/run-file.ts';
import { type StepTimeline, toStepTimeline } from './step-timeline.ts';

export type RunTimeline = {
  readonly runId: string;
  readonly workflowName: string;
  readonly status: RunStatus;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** In order of creation. */
  readonly steps: readonly StepTimeline[];
  readonly pauses: readonly PauseTimeline[];
};

const terminal = new Set(['run_completed', 'run_failed', 'run_cancelled']);

type TimelineSources = {
  readonly status: RunStatus;
  readonly steps: readonly StepRecord[];
  /** In order. */
  readonly events: readonly EventRecord[];
  readonly sleeps: readonly OpenItem[];
};

/** When events contain two ends of the run, the run's file decides. */
export async function buildTimeline(
  { id, createdAt, record }: RunFile,
  { status, steps, events, sleeps }: TimelineSources,
): Promise<RunTimeline> {
  const byItem = Map.groupBy(events, ({ about }) => about ?? '');
  const items = itemsByKind(events);
  await yieldToEventLoop();
  const startedAt = record.startedAt ?? events.find(({ type }) => type === 'run_started')?.at;
  const endedAt = !isActive({ status })
    ? (record.completedAt ?? events.find(({ type }) => terminal.has(type))?.at)
    : undefined;
  const records = new Map(steps.map(step => [step.id, step]));
  const stepIds = new Set([...records.keys(), ...items.step]);
  const stepTimelines = await mapYielding([...stepIds], stepId =>
    toStepTimeline(stepId, records.get(stepId), byItem.get(stepId) ?? []),
  );
  const pauses = [...items.pause].flatMap(
    pauseId => toPauseTimeline(pauseId, byItem.get(pauseId) ?? [], endedAt) ?? [],
  );
  const openSleeps = sleeps
    .flatMap(sleep => toOpenSleep(id, sleep) ?? [])
    .filter(sleep => isActive({ status }) && !items.pause.has(sleep.id));
  return {
    runId: id,
    workflowName: record.workflowName,
    status,
    createdAt: Math.min(createdAt, record.createdAt ?? createdAt, startedAt ?? createdAt),
    startedAt,
    endedAt,
    steps: [...stepTimelines].sort(compareCreated),
    pauses: reopenHooks([...pauses, ...openSleeps].sort(compareCreated), status),
  };
}

/** A run that waits although every hook was answered waits for further payloads. */
function reopenHooks(pauses: readonly PauseTimeline[], status: RunStatus): readonly PauseTimeline[] {
  const isExplained =
    status !== 'waiting' || pauses.some(({ kind, outcome }) => kind === 'hook' && outcome === 'open');
  if (isExplained) return pauses;
  return pauses.map(pause =>
    pause.kind === 'hook' && pause.outcome === 'done' && !pause.isDisposed
      ? { ...pause, outcome: 'open', endedAt: undefined }
      : pause,
  );
}

function itemsByKind(
  events: readonly EventRecord[],
): Readonly<Record<'step' | 'pause', ReadonlySet<string>>> {
  const items = { step: new Set<string>(), pause: new Set<string>() };
  for (const { type, about } of events) {
    if (about === undefined) continue;
    if (type.startsWith('step_')) items.step.add(about);
    else if (type.startsWith('wait_') || type.startsWith('hook_')) items.pause.add(about);
  }
  return items;
}

type Created = { readonly createdAt: number; readonly id: string };

function compareCreated(a: Created, b: Created): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

/** A sleep, or a wait for a hook's payloads. */
export type PauseTimeline = {
  readonly id: string;
  readonly kind: 'sleep' | 'hook';
  readonly createdAt: number;
  /** Absent while open. */
  readonly endedAt?: number;
  readonly outcome: 'done' | 'open' | 'dropped' | 'conflict';
  readonly resumeAt?: number;
  readonly token?: string;
  readonly isWebhook?: boolean;
  /** The run whose hook already has this token. */
  readonly conflictingRunId?: string;
  /** True when the hook accepts no more payloads. */
  readonly isDisposed: boolean;
  /** As stored. */
  readonly metadata?: unknown;
  readonly answers: readonly { readonly at: number; readonly payload: unknown }[];
};

/** `events` are this pause's, in order; the end of the run ends an open pause. */
function toPauseTimeline(
  id: string,
  events: readonly EventRecord[],
  runEndedAt: number | undefined,
): PauseTimeline | undefined {
  const created = events.find(({ type }) => type === 'wait_created' || type === 'hook_created');
  const conflict = events.find(({ type }) => type === 'hook_conflict');
  const first = created ?? conflict;
  if (!first) return undefined;
  const isSleep = first.type === 'wait_created';
  const answers = events.flatMap(({ type, at, data }) =>
    type === 'hook_received' ? [{ at, payload: data.payload }] : [],
  );
  const woken = events.find(({ type }) => type === 'wait_completed')?.at;
  const disposed = events.find(({ type }) => type === 'hook_disposed')?.at;
  const done = woken ?? answers.at(-1)?.at;
  return {
    id,
    kind: isSleep ? 'sleep' : 'hook',
    createdAt: first.at,
    ...endOf({ done, disposed, conflict: conflict?.at, runEndedAt }),
    resumeAt: timeOf(first.data.resumeAt),
    token: textOf(first.data.token),
    isWebhook: first.data.isWebhook === true,
    conflictingRunId: textOf(conflict?.data.conflictingRunId),
    isDisposed: disposed !== undefined,
    metadata: first.data.metadata,
    answers,
  };
}

/** From the sleep's file, which the engine writes before the event. */
function toOpenSleep(runId: string, { id, members }: OpenItem): PauseTimeline | undefined {
  const createdAt = timeOf(members.createdAt);
  if (createdAt === undefined) return undefined;
  return {
    id: id.startsWith(`${runId}-`) ? id.slice(runId.length + 1) : id,
    kind: 'sleep',
    createdAt,
    outcome: 'open',
    resumeAt: timeOf(members.resumeAt),
    isDisposed: false,
    answers: [],
  };
}

type Ends = Readonly<Record<'done' | 'disposed' | 'conflict' | 'runEndedAt', number | undefined>>;

/** A payload ends the wait, even though the hook may receive more. */
function endOf({ done, disposed, conflict, runEndedAt }: Ends): Pick<PauseTimeline, 'outcome' | 'endedAt'> {
  if (conflict !== undefined) return { outcome: 'conflict', endedAt: conflict };
  if (done !== undefined) return { outcome: 'done', endedAt: done };
  if (disposed !== undefined) return { outcome: 'dropped', endedAt: disposed };
  return runEndedAt === undefined ? { outcome: 'open' } : { outcome: 'dropped', endedAt: runEndedAt };
}
