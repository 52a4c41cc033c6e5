import { compareSpans } from '../../../contract/trace-pages.ts';
import { summarizeFacts } from '../../../model/failure/summarize-failure.ts';
import type { ErrorSummary } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { toEndStatus } from '../spans/end-status.ts';
import { factsOfError, type SpanError } from '../spans/exception.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { type ReportedStatus, readReportedStatus } from './reported-status.ts';
import { nameOfStep } from './run-identity.ts';
import { spanErrorOf } from './span-logs.ts';
import { entriesOf, type RunPart, type RunRoots } from './trace-group.ts';

const noMessage = 'no message was recorded';

/** The raw status of a run whose root is not in the files. */
const rootMissing = 'root missing';

export type Outcome = {
  readonly status: RunStatus;
  readonly statusRaw?: string;
  /** What the spans report themselves. */
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
 * A root in the file has ended. Its `workflow.run.status` counts only if final, because it may predate the
 * end; Mastra's is that of the end, also of a run that was suspended.
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

/** Where the error of a run is recorded, and where it failed. */
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
  const saysWhy = (entry: SpanEntry) => errorOf(entry, parts)?.message !== undefined;
  if (root && saysWhy(root)) return { source: root, ...(step ? { step } : {}) };
  if (step && saysWhy(step)) return { source: step, step };
  const below = failedBelow(root, parts)?.findLast(saysWhy);
  if (below) return { source: below, step: below };
  return { source: step && errorOf(step, parts) ? step : (root ?? step), ...(step ? { step } : {}) };
}

function failedBelow(root: SpanEntry | undefined, parts: readonly RunPart[]) {
  const part = root && partOf(root, parts);
  return part?.entries.filter(entry => entry.isFailed && entry !== root).sort(compareSpans);
}

function errorOf(entry: SpanEntry, parts: readonly RunPart[]): SpanError | undefined {
  return spanErrorOf(entry, partOf(entry, parts));
}

/** `run` is the run's name. */
export function errorSummaryOf(
  { source, step }: Failure,
  run: string,
  parts: readonly RunPart[],
): ErrorSummary | undefined {
  const error = source && errorOf(source, parts);
  if (!error) return undefined;
  const stepName = step && nameOfStep(step);
  const known = summarizeFacts({ error, facts: factsOfError(error), step: stepName, name: run });
  const { name, code, cause, failure } = known;
  return {
    ...(name === undefined ? {} : { name }),
    message: error.message ?? noMessage,
    ...(stepName === undefined ? {} : { step: stepName }),
    ...(code === undefined ? {} : { code }),
    ...(cause ? { cause } : {}),
    failure,
  };
}

export function partOf({ traceId }: SpanEntry, parts: readonly RunPart[]): RunPart | undefined {
  return parts.find(({ trace }) => trace.id === traceId);
}
