import type { RunSummary } from '../../../model/run.ts';
import { raw } from '../../../query-sql/sql-template.ts';
import { type SummaryRow, summaryColumns, toSummary } from '../../runs/rows/summary-row.ts';

/** A row of `runs`. */
export type RunRow = SummaryRow & {
  readonly key: number;
  readonly writer: string | null;
  readonly models: readonly string[] | null;
  readonly services: readonly string[] | null;
  readonly cancel_by: string | null;
};

const columns = [
  ...summaryColumns,
  'key',
  'writer',
  'models',
  'services',
  'error_message',
  'cancel_by',
] as const satisfies readonly (keyof RunRow)[];

/** The columns of a row `r` of `runs`. */
export const runColumns = raw(columns.map(column => `r.${column}`).join(', '));

/** The row must be decoded. */
export function toRunSummary(row: RunRow): RunSummary {
  const summary = toSummary(row, { models: row.models ?? [], services: row.services ?? [] });
  const isOwned = row.writer !== null && row.lost_status === null;
  return isOwned ? summary : { ...summary, cancelRequestedAt: undefined };
}
