import { safeLine } from '../../model/text/safe-text.ts';
import { againText } from '../../operations/acts/again-text.ts';
import type { AgainOutcome } from '../../operations/acts/run-again.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import type { ListShape } from '../print/print-list.ts';

/** What became of running one run again. */
type RetryRow = {
  readonly id: string;
  /** `not-sent`: nothing was sent for the run. */
  readonly result: AgainOutcome['type'] | 'not-sent';
  /** The id of the new run. */
  readonly newId?: string;
  readonly reason?: string;
  readonly text: string;
  readonly exitCode: number;
};

export function toRetryRow(id: string, outcome: AgainOutcome | undefined): RetryRow {
  if (!outcome) return { id, result: 'not-sent', text: 'not sent', exitCode: exitCodes.interrupted };
  const { type } = outcome;
  const text = againText(outcome) ?? '';
  switch (type) {
    case 'started':
      return {
        ...{ id, result: type, newId: outcome.address },
        ...{ text: `run again as ${outcome.address}`, exitCode: exitCodes.ok },
      };
    case 'refused':
      return { id, result: type, reason: outcome.reason, text, exitCode: exitCodes.failed };
    case 'failed':
    case 'unknown':
      return { id, result: type, reason: outcome.error.message, text, exitCode: exitCodeOf(outcome.error) };
  }
}

export const retryShape: ListShape<RetryRow> = {
  toJson: ({ id, result, newId, reason }) => ({ id, result, newId, reason }),
  tsv: ['id', 'result', 'newId', 'reason'],
  toTable: async rows => rows.map(({ id, text }) => safeLine(`${id}  ${text}`)),
};
