import type { CancelResult } from '../../contract/run-store.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { type CancelJson, toCancelJson } from '../../operations/acts/cancel-json.ts';
import type { CancelOutcome, EndAct } from '../../operations/acts/cancel-runs.ts';
import { cancelText } from '../../operations/acts/cancel-text.ts';
import { exitCodeOf, exitCodes } from '../context/exit-codes.ts';
import type { ListShape } from './print-list.ts';

/** What became of the cancel of one run. */
export type CancelRow = CancelJson & {
  /** Absent where nothing was sent for the run. */
  readonly outcome?: CancelOutcome;
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

export function toCancelRow(id: string, outcome: CancelOutcome | undefined): CancelRow {
  return { ...toCancelJson(id, outcome), outcome, exitCode: exitCodeFor(outcome) };
}

function exitCodeFor(outcome: CancelOutcome | undefined): number {
  if (!outcome) return exitCodes.interrupted;
  return outcome.type === 'answered' ? exitCodeByResult[outcome.result.type] : exitCodeOf(outcome.error);
}

export function cancelShape(act: EndAct): ListShape<CancelRow> {
  return {
    toJson: ({ id, result, status, reason }) => ({ id, result, status, reason }),
    tsv: ['id', 'result', 'status', 'reason'],
    toTable: async rows => rows.map(row => safeLine(`${row.id}  ${describeRow(row, act)}`)),
  };
}

function describeRow({ outcome, result }: CancelRow, act: EndAct): string {
  if (!outcome) return `${act} not sent`;
  if (result === 'not-found' && outcome.type === 'answered' && outcome.reason !== undefined)
    return outcome.reason;
  if (result === 'canceled') return act === 'kill' ? 'killed' : 'canceled';
  return cancelText(outcome, act) ?? `${act} requested`;
}
