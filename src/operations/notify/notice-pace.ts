import { describeCauseInRow } from '../../model/report/describe-error.ts';
import type { RunSummary } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';

const leastBetweenMs = 60_000;

type NoticePace = {
  readonly failures: number;
  readonly last?: RunSummary;
  /** Epoch ms. */
  readonly notifiedAt?: number;
};

export const nothingToNotify: NoticePace = { failures: 0 };

/** Adds failures, oldest first; `text` is due at most once a minute, and is unsanitized text of the store. */
export function paceNotices(
  { failures, last, notifiedAt }: NoticePace,
  added: readonly RunSummary[],
  now: number,
): { readonly pace: NoticePace; readonly text?: string } {
  const due = { failures: failures + added.length, last: added.at(-1) ?? last };
  const isEarly = notifiedAt !== undefined && Math.abs(now - notifiedAt) < leastBetweenMs;
  if (!due.last || isEarly) return { pace: { ...due, notifiedAt } };
  return { pace: { ...nothingToNotify, notifiedAt: now }, text: noticeText(due.failures, due.last) };
}

/** `signup-pipeline failed: no answer`, or `3 runs failed, the last of signup-pipeline: no answer`. */
function noticeText(failures: number, { name, errorSummary }: RunSummary): string {
  const error = errorSummary ? describeCauseInRow(errorSummary) : '';
  const what =
    failures === 1 ? `${name} failed` : `${formatCount(failures)} runs failed, the last of ${name}`;
  return error === '' ? what : `${what}: ${error}`;
}
