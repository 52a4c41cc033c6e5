import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import type { SpanEntry } from '../spans/span-entry.ts';

/** What spans that name a run say of it, apart from whether they ended. */
export type ReportedStatus = {
  readonly status: RunStatus;
  /** When the run was started, where one span asks for it and others do it; epoch ms. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** The span that says why it failed. */
  readonly failure?: SpanEntry;
};

/**
 * The status of a run as spans with its id tell it. A workflow engine may run it in many spans, one after the
 * other, of which each ends well: the Workflow SDK's `workflow.start`, and `WORKFLOW` for each replay, say in
 * `workflow.run.status` what came of it, and in `workflow.suspension.*` what it waits for; its
 * `world.events.create` spans are named for what happened to the run. `undefined` where no span says more
 * than its own end does.
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

/** Others may name what they do `execute`, too, and end when the run does. */
function isOnlyPart({ attributes }: SpanEntry): boolean {
  const isSuspended = attributes?.open !== undefined || attributes?.runStatus === 'workflow_suspended';
  return isSuspended || attributes?.phase === 'start' || attributes?.stepStatus !== undefined;
}

const events: Readonly<Record<string, RunStatus | undefined>> = {
  'world.events.create run_completed': 'success',
  'world.events.create run_failed': 'failed',
  'world.events.create run_cancelled': 'canceled',
};

/** How the run ended, if this span says it. */
function endOf({ name, attributes, isFailed, isOpen }: SpanEntry): RunStatus | undefined {
  const event = Object.hasOwn(events, name) ? events[name] : undefined;
  if (event !== undefined) return isFailed || isOpen ? undefined : event;
  const said = toStatus(attributes?.runStatus ?? '');
  if (said === 'unknown' || isActive({ status: said })) return undefined;
  return said === 'success' && isFailed ? 'failed' : said;
}

function lastFailed(own: readonly SpanEntry[], end: SpanEntry): SpanEntry {
  const saying = own.filter(
    ({ attributes, isFailed }) => isFailed && toStatus(attributes?.runStatus ?? '') === 'failed',
  );
  return latestOf(saying, ({ endAt }) => endAt) ?? end;
}

/** What a run waits for that was suspended, until something of it runs again. */
function pausedStatus(own: readonly SpanEntry[]): RunStatus {
  const suspended = latestOf(
    own.filter(({ attributes }) => attributes?.open !== undefined),
    ({ startAt }) => startAt,
  );
  const open = suspended?.attributes?.open;
  if (!suspended || !open || open.steps > 0) return 'running';
  const isAwake = own.some(entry => entry.startAt > suspended.startAt && goesOn(entry));
  if (isAwake) return 'running';
  const answered = own.filter(({ name }) => name === 'world.events.create hook_received').length;
  if (open.hooks > answered) return 'waiting';
  return open.waits > 0 ? 'sleeping' : 'running';
}

function goesOn({ attributes, name }: SpanEntry): boolean {
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
