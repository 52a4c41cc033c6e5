import { alreadyText } from '../../contract/starts/start-request.ts';
import type { RunSummary } from '../../model/run.ts';
import { type RunStatus, statusInfo } from '../../model/status.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { againText, startedText } from '../../operations/acts/again-text.ts';
import type { StartOutcome } from '../../operations/acts/start-outcome.ts';
import { exitCodeOf, exitCodeOfStatus, exitCodes } from '../context/exit-codes.ts';
import type { ListShape } from '../print/print-list.ts';

/** What became of running one run again. */
export type RetryRow = {
  readonly id: string;
  /** `not-sent`: nothing was sent for the run. */
  readonly result: StartOutcome['type'] | 'already-started' | 'not-sent';
  /** The id of the new run. */
  readonly newId?: string;
  /** How the new run stood when it was read last, if it was waited for. */
  readonly status?: RunStatus;
  readonly reason?: string;
  readonly text: string;
  readonly exitCode: number;
};

/** The same row after the wait for its new run, which the store may not have. */
export function withNewRun(row: RetryRow, run: Pick<RunSummary, 'status'> | undefined): RetryRow {
  if (row.newId === undefined) return row;
  if (!run) return { ...row, text: `${row.text}: not in the store yet`, exitCode: exitCodes.notFound };
  const text = `${row.text}: ${statusInfo[run.status].label}`;
  return { ...row, status: run.status, text, exitCode: exitCodeOfStatus(run.status) };
}

export function toRetryRow(id: string, outcome: StartOutcome | undefined): RetryRow {
  if (!outcome) return { id, result: 'not-sent', text: 'not sent', exitCode: exitCodes.interrupted };
  const { type } = outcome;
  const text = againText(outcome) ?? '';
  switch (type) {
    case 'started': {
      const { address: newId, already } = outcome;
      const started = { id, newId, text: startedText(outcome), exitCode: exitCodes.ok };
      return already
        ? { ...started, result: 'already-started', reason: alreadyText(already) }
        : { ...started, result: type };
    }
    case 'refused':
    case 'not-found': {
      const exitCode = type === 'not-found' ? exitCodes.notFound : exitCodes.failed;
      return { id, result: type, reason: outcome.reason, text, exitCode };
    }
    case 'failed':
      return { id, result: type, reason: outcome.error.message, text, exitCode: exitCodeOf(outcome.error) };
    case 'unknown':
      return { id, result: type, reason: text, text, exitCode: exitCodeOf(outcome.error) };
  }
}

export const retryShape: ListShape<RetryRow> = {
  toJson: ({ id, result, newId, status, reason }) => ({ id, result, newId, status, reason }),
  tsv: ['id', 'result', 'newId', 'status', 'reason'],
  toTable: async rows => rows.map(({ id, text }) => safeLine(`${id}  ${text}`)),
};
