import type { ErrorSummary } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import type { ReportedStatus } from './reported-status.ts';
import { nameOfStep } from './run-identity.ts';
import type { RunRoots } from './run-roots.ts';
import { spanErrorOf } from './span-logs.ts';
import type { RunPart } from './trace-group.ts';

const noMessage = 'no message was recorded';

/** A root in the file has ended. Its `workflow.run.status` counts only if final; it may predate the end. */
export function statusOf({ spans, areComplete }: RunRoots): RunStatus {
  if (!areComplete) return 'unknown';
  if (spans.some(({ isOpen }) => isOpen)) return 'running';
  if (spans.some(({ isFailed }) => isFailed)) return isCanceled(spans) ? 'canceled' : 'failed';
  const status = toStatus(spans.at(-1)?.attributes?.runStatus ?? '');
  return status === 'unknown' || isActive({ status }) ? 'success' : status;
}

function isCanceled(spans: readonly SpanEntry[]): boolean {
  return spans.some(({ attributes }) => toStatus(attributes?.runStatus ?? '') === 'canceled');
}

/** The last failed root and step; a named step is preferred to the calls inside it. */
export type Failure = { readonly root?: SpanEntry; readonly step?: SpanEntry };

export function failureOf(
  { spans }: RunRoots,
  steps: readonly SpanEntry[],
  reported: ReportedStatus | undefined,
): Failure {
  const isFailed = (entry: SpanEntry) => entry.isFailed;
  const failed = steps.filter(isFailed);
  const step = failed.findLast(({ attributes }) => attributes?.step !== undefined) ?? failed.at(-1);
  return { root: reported?.failure ?? spans.findLast(isFailed), ...(step ? { step } : {}) };
}

export function errorSummaryOf({ root, step }: Failure, parts: readonly RunPart[]): ErrorSummary | undefined {
  const errorIn = (entry: SpanEntry | undefined) => entry && spanErrorOf(entry, partOf(entry, parts));
  const own = errorIn(root);
  const error = own?.message === undefined ? (errorIn(step) ?? own) : own;
  if (!error) return undefined;
  const { name, message = noMessage } = error;
  const stepName = step && nameOfStep(step);
  return {
    ...(name === undefined ? {} : { name }),
    message,
    ...(stepName === undefined ? {} : { step: stepName }),
  };
}

export function partOf({ traceId }: SpanEntry, parts: readonly RunPart[]): RunPart | undefined {
  return parts.find(({ trace }) => trace.id === traceId);
}
