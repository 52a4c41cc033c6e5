import type { OpenItem } from '../files/open-items.ts';
import { type EventRecord, textOf, timeOf } from '../files/records.ts';

/** A time in which a run waited: for a moment, or for an answer. */
export type PauseTimeline = {
  readonly id: string;
  readonly kind: 'sleep' | 'hook';
  readonly createdAt: number;
  /** Absent while it goes on. */
  readonly endedAt?: number;
  readonly outcome: 'done' | 'open' | 'dropped' | 'conflict';
  /** Of a sleep: when it is to end. */
  readonly resumeAt?: number;
  readonly token?: string;
  readonly isWebhook?: boolean;
  /** The run that has a hook's token already. */
  readonly conflictingRunId?: string;
  /** Whether a hook takes no more answers. */
  readonly isDisposed: boolean;
  /** As stored. */
  readonly metadata?: unknown;
  readonly answers: readonly { readonly at: number; readonly payload: unknown }[];
};

/** `events` are those of this pause, in order; `runEndedAt` ends what is still open. */
export function toPauseTimeline(
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
  const { token, isWebhook } = first.data;
  const conflictingRunId = textOf(conflict?.data.conflictingRunId);
  const resumeAt = timeOf(first.data.resumeAt);
  return {
    id,
    kind: isSleep ? 'sleep' : 'hook',
    createdAt: first.at,
    ...endOf({ done, disposed, conflict: conflict?.at, runEndedAt }),
    ...(resumeAt === undefined ? {} : { resumeAt }),
    ...(typeof token === 'string' ? { token } : {}),
    ...(isWebhook === true ? { isWebhook } : {}),
    ...(conflictingRunId === undefined ? {} : { conflictingRunId }),
    isDisposed: disposed !== undefined,
    metadata: first.data.metadata,
    answers,
  };
}

/**
 * A sleep that goes on, as its file tells it: the engine writes that before the event, which may not be there
 * yet.
 */
export function toOpenSleep(runId: string, { id, members }: OpenItem): PauseTimeline | undefined {
  const createdAt = timeOf(members.createdAt);
  if (createdAt === undefined) return undefined;
  const resumeAt = timeOf(members.resumeAt);
  return {
    id: id.startsWith(`${runId}-`) ? id.slice(runId.length + 1) : id,
    kind: 'sleep',
    createdAt,
    outcome: 'open',
    ...(resumeAt === undefined ? {} : { resumeAt }),
    isDisposed: false,
    answers: [],
  };
}

type Ends = {
  readonly done: number | undefined;
  readonly disposed: number | undefined;
  readonly conflict: number | undefined;
  readonly runEndedAt: number | undefined;
};

/** A hook that was answered may be answered again, but the wait that people look for is over. */
function endOf({ done, disposed, conflict, runEndedAt }: Ends): Pick<PauseTimeline, 'outcome' | 'endedAt'> {
  if (conflict !== undefined) return { outcome: 'conflict', endedAt: conflict };
  if (done !== undefined) return { outcome: 'done', endedAt: done };
  if (disposed !== undefined) return { outcome: 'dropped', endedAt: disposed };
  return runEndedAt === undefined ? { outcome: 'open' } : { outcome: 'dropped', endedAt: runEndedAt };
}
