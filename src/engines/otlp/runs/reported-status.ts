import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import type { SpanEntry } from '../spans/span-entry.ts';

/** The status that spans report, apart from whether they have ended. */
export type ReportedStatus = {
  readonly status: RunStatus;
  /** Epoch ms; set when one span requests the run and others execute it. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly failure?: SpanEntry;
};

/**
 * The status that the run's spans report; `undefined` when none does. The Workflow SDK runs a workflow in
 * many spans without error statuses: `workflow.start`, then `WORKFLOW` for each replay, with
 * `workflow.run.status` and `workflow.suspension.*`; its `world.events.create` spans are named after the
 * event.
 */
export function readReportedStatus(id: string, entries: readonly SpanEntry[]): ReportedStatus | undefined {
  const own = entries.filter(({ attributes }) => attributes?.runId === id);
  const phased = own.filter(({ attributes }) => attributes?.phase !== undefined);
  const replays = phased.filter(({ attributes }) => attributes?.phase !== 'start');
  const startedAt = phased.length === 0 ? undefined : latestOf(replays, entry => -entry.startAt)?.startAt;
  const started = startedAt === undefined ? {} : { startedAt };
  const end = latestOf(
    own.filter(entry => endOf(entry) !== undefined),
    ({ endAt }) => endAt,
  );
  const status = end && endOf(end);
  if (end && status) {
    const failure = status === 'failed' ? lastFailed(own, end) : undefined;
    return { status, ...started, endedAt: end.endAt, ...(failure ? { failure } : {}) };
  }
  if (phased.length === 0 || !own.some(isOnlyPart)) return undefined;
  return { status: replays.length === 0 ? 'queued' : pausedStatus(own), ...started };
}

/** Whether the span covers a part of the run; other engines' `execute` spans cover all of it. */
function isOnlyPart({ attributes }: SpanEntry): boolean {
  const isSuspended = attributes?.open !== undefined || attributes?.runStatus === 'workflow_suspended';
  return isSuspended || attributes?.phase === 'start' || attributes?.stepStatus !== undefined;
}

const events: Readonly<Record<string, RunStatus | undefined>> = {
  'world.events.create run_completed': 'success',
  'world.events.create run_failed': 'failed',
  'world.events.create run_cancelled': 'canceled',
};

function endOf({ name, attributes, isFailed, isOpen }: SpanEntry): RunStatus | undefined {
  const event = Object.hasOwn(events, name) ? events[name] : undefined;
  if (event !== undefined) return isFailed || isOpen ? undefined : event;
  const status = toStatus(attributes?.runStatus ?? '');
  if (status === 'unknown' || isActive({ status })) return undefined;
  return status === 'success' && isFailed ? 'failed' : status;
}

function lastFailed(own: readonly SpanEntry[], end: SpanEntry): SpanEntry {
  const reporting = own.filter(
    ({ attributes, isFailed }) => isFailed && toStatus(attributes?.runStatus ?? '') === 'failed',
  );
  return latestOf(reporting, ({ endAt }) => endAt) ?? end;
}

/** What the run was last suspended for, unless it has resumed. */
function pausedStatus(own: readonly SpanEntry[]): RunStatus {
  const suspended = latestOf(
    own.filter(({ attributes }) => attributes?.open !== undefined),
    ({ startAt }) => startAt,
  );
  const open = suspended?.attributes?.open;
  if (!suspended || !open || open.steps > 0) return 'running';
  const isAwake = own.some(entry => entry.startAt > suspended.startAt && isProgress(entry));
  if (isAwake) return 'running';
  const answered = own.filter(({ name }) => name === 'world.events.create hook_received').length;
  if (open.hooks > answered) return 'waiting';
  return open.waits > 0 ? 'sleeping' : 'running';
}

function isProgress({ attributes, name }: SpanEntry): boolean {
  return attributes?.phase !== undefined || attributes?.step !== undefined || name === 'hook.resume';
}

function latestOf(
  entries: readonly SpanEntry[],
  timeOf: (entry: SpanEntry) => number,
): SpanEntry | undefined {
  let latest: SpanEntry | undefined;
  for (const entry of entries) if (!latest || timeOf(entry) >= timeOf(latest)) latest = entry;
  return latest;
}
