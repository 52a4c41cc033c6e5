import { compareSpans } from '../../../contract/trace-pages.ts';
import { summarizeFacts } from '../../../model/failure/summarize-failure.ts';
import type { ErrorSummary } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { factsOfError, type SpanError } from '../spans/exception.ts';
import { toEndStatus } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { entriesOf, nameOfStep, type RunPart, type RunRoots, spanErrorOf } from './trace-group.ts';

const noMessage = 'no message was recorded';

const rootMissing = 'root missing';

export type Outcome = {
  readonly status: RunStatus;
  readonly statusRaw?: string;
  readonly reported?: ReportedStatus;
};

export function readOutcome(id: string, parts: readonly RunPart[]): Outcome {
  const reported = readReportedStatus(id, entriesOf(parts));
  const status = reported?.status ?? statusOf(lastRoots(parts));
  return { status, statusRaw: status === 'unknown' ? rootMissing : undefined, reported };
}

const noRoots: RunRoots = { spans: [], areComplete: false };

function lastRoots(parts: readonly RunPart[]): RunRoots {
  return parts.at(-1)?.roots ?? noRoots;
}

/**
 * A root in a file has ended, unless it is marked as open. Its `workflow.run.status` counts only if final,
 * because it may predate the end; Mastra's status is of the end, also for a suspended run.
 */
function statusOf({ spans, areComplete }: RunRoots): RunStatus {
  if (!areComplete) return 'unknown';
  if (spans.some(({ isOpen }) => isOpen)) return 'running';
  if (spans.some(({ isFailed }) => isFailed)) return isCanceled(spans) ? 'canceled' : 'failed';
  const last = spans.at(-1)?.attributes;
  const endStatus = toEndStatus(last?.endStatus);
  if (endStatus !== undefined) return endStatus;
  const status = toStatus(last?.runStatus ?? '');
  return status === 'unknown' || isActive({ status }) ? 'success' : status;
}

function isCanceled(spans: readonly SpanEntry[]): boolean {
  return spans.some(
    ({ attributes }) =>
      toStatus(attributes?.runStatus ?? '') === 'canceled' ||
      toEndStatus(attributes?.endStatus) === 'canceled',
  );
}

export type Failure = {
  /** The last failed root, unless only a span below it says why. */
  readonly source?: SpanEntry;
  /** The last failed step, a named one rather than the calls inside it; else the span that says why. */
  readonly step?: SpanEntry;
};

export function failureOf(
  parts: readonly RunPart[],
  steps: readonly SpanEntry[],
  reported: ReportedStatus | undefined,
): Failure {
  const { spans } = lastRoots(parts);
  const isFailed = (entry: SpanEntry) => entry.isFailed;
  const failed = steps.filter(isFailed);
  const step = failed.findLast(({ attributes }) => attributes?.step !== undefined) ?? failed.at(-1);
  const root = reported?.failure ?? spans.findLast(isFailed);
  const saysWhy = (entry: SpanEntry) => errorIn(entry, parts)?.message !== undefined;
  if (root && saysWhy(root)) return { source: root, step };
  if (step && saysWhy(step)) return { source: step, step };
  const below = failedBelow(root, parts)?.findLast(saysWhy);
  if (below) return { source: below, step: below };
  return { source: step && errorIn(step, parts) ? step : (root ?? step), step };
}

function failedBelow(root: SpanEntry | undefined, parts: readonly RunPart[]) {
  const part = root && partOf(root, parts);
  return part?.entries.filter(entry => entry.isFailed && entry !== root).sort(compareSpans);
}

function errorIn(entry: SpanEntry, parts: readonly RunPart[]): SpanError | undefined {
  return spanErrorOf(entry, partOf(entry, parts));
}

export function errorSummaryOf(
  { source, step }: Failure,
  run: string,
  parts: readonly RunPart[],
): ErrorSummary | undefined {
  const error = source && errorIn(source, parts);
  if (!error) return undefined;
  const stepName = step && nameOfStep(step);
  const known = summarizeFacts({ error, facts: factsOfError(error), step: stepName, name: run });
  const { name, code, cause, failure } = known;
  return { name, message: error.message ?? noMessage, step: stepName, code, cause, failure };
}

export function partOf({ traceId }: SpanEntry, parts: readonly RunPart[]): RunPart | undefined {
  return parts.find(({ trace }) => trace.id === traceId);
}

/** The status in attributes of spans, apart from whether the spans have ended. */
type ReportedStatus = {
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
function readReportedStatus(id: string, entries: readonly SpanEntry[]): ReportedStatus | undefined {
  const own = entries.filter(({ attributes }) => attributes?.runId === id);
  const phased = own.filter(({ attributes }) => attributes?.phase !== undefined);
  const replays = phased.filter(({ attributes }) => attributes?.phase !== 'start');
  const startedAt = phased.length === 0 ? undefined : latestOf(replays, entry => -entry.startAt)?.startAt;
  const end = latestOf(
    own.filter(entry => endOf(entry) !== undefined),
    ({ endAt }) => endAt,
  );
  const status = end && endOf(end);
  if (end && status) {
    const failure = status === 'failed' ? lastFailed(own, end) : undefined;
    return { status, startedAt, endedAt: end.endAt, failure };
  }
  if (phased.length === 0 || !own.some(isOnlyPart)) return undefined;
  return { status: replays.length === 0 ? 'queued' : pausedStatus(own), startedAt };
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

/** `running` once the run has resumed from its last suspension. */
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

function latestOf(entries: readonly SpanEntry[], timeOf: (entry: SpanEntry) => number) {
  let latest: SpanEntry | undefined;
  for (const entry of entries) if (!latest || timeOf(entry) >= timeOf(latest)) latest = entry;
  return latest;
}
