import type { CancelResult } from '../../contract/run-store.ts';
import type { RunStatus } from '../../model/status.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import type { CancelOutcome, EndAct } from '../../operations/cancel-runs.ts';
import { cancelText } from '../../operations/cancel-text.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import type { ListShape } from './print-list.ts';

/** What became of the cancel of one run. */
export type CancelRow = {
  readonly id: string;
  readonly outcome: CancelOutcome;
  readonly result: CancelResult['type'] | 'error';
  /** Where the store or the wait reported it. */
  readonly status?: RunStatus;
  readonly reason?: string;
  readonly exitCode: number;
};

const exitCodeByResult: Readonly<Record<CancelResult['type'], number>> = {
  requested: exitCodes.ok,
  canceled: exitCodes.ok,
  'already-finished': exitCodes.failed,
  refused: exitCodes.failed,
  'not-found': exitCodes.notFound,
  unsupported: exitCodes.failed,
};

export function toCancelRow(id: string, outcome: CancelOutcome): CancelRow {
  if (outcome.type !== 'answered') {
    const { error } = outcome;
    return { id, outcome, result: 'error', reason: error.message, exitCode: exitCodeOf(error) };
  }
  const { result } = outcome;
  return {
    id,
    outcome,
    result: result.type,
    status: result.type === 'canceled' ? 'canceled' : 'status' in result ? result.status : undefined,
    reason: result.type === 'refused' ? result.reason : outcome.reason,
    exitCode: exitCodeByResult[result.type],
  };
}

export function cancelShape(act: EndAct): ListShape<CancelRow> {
  return {
    toJson: ({ id, result, status, reason }) => ({ id, result, status, reason }),
    tsv: ['id', 'result', 'status', 'reason'],
    toTable: async rows => rows.map(row => safeLine(`${row.id}  ${describeRow(row, act)}`)),
  };
}

function describeRow({ outcome, result }: CancelRow, act: EndAct): string {
  if (result === 'not-found' && outcome.type === 'answered' && outcome.reason !== undefined)
    return outcome.reason;
  if (result === 'canceled') return act === 'kill' ? 'killed' : 'canceled';
  return cancelText(outcome, act) ?? `${act} requested`;
}
