import type { CancelResult } from '../../contract/run-store.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { type CancelJson, toCancelJson } from '../../operations/cancel-json.ts';
import type { CancelOutcome, EndAct } from '../../operations/cancel-runs.ts';
import { cancelText } from '../../operations/cancel-text.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import type { ListShape } from './print-list.ts';

/** What became of the cancel of one run. */
export type CancelRow = CancelJson & { readonly outcome: CancelOutcome; readonly exitCode: number };

const exitCodeByResult: Readonly<Record<CancelResult['type'], number>> = {
  requested: exitCodes.ok,
  canceled: exitCodes.ok,
  'already-finished': exitCodes.failed,
  refused: exitCodes.failed,
  'not-found': exitCodes.notFound,
  unsupported: exitCodes.failed,
};

export function toCancelRow(id: string, outcome: CancelOutcome): CancelRow {
  const exitCode =
    outcome.type === 'answered' ? exitCodeByResult[outcome.result.type] : exitCodeOf(outcome.error);
  return { ...toCancelJson(id, outcome), outcome, exitCode };
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
