import { textOf } from '../files/error-records.ts';
import type { OpenItem } from '../files/open-items.ts';
import { type EventRecord, timeOf } from '../files/records.ts';

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
export function toOpenSleep(runId: string, { id, members }: OpenItem): PauseTimeline | undefined {
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
