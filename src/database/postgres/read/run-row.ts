import type { RunSummary } from '../../../model/run.ts';
import { type SummaryRow, summaryColumns, toSummary } from '../../runs/rows/summary-row.ts';
import { decodeText } from '../text-codec.ts';

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
export const runColumns = columns.map(column => `r.${column}`).join(', ');

/** A row as people see it. */
export function toRunSummary(stored: RunRow): RunSummary {
  return summaryOf(decodeRow(stored));
}

/** The same of a row whose texts are as they were recorded. */
export function summaryOf(row: RunRow): RunSummary {
  const summary = toSummary(row, { models: row.models ?? [], services: row.services ?? [] });
  const isOwned = row.writer !== null && row.lost_status === null;
  return isOwned ? summary : { ...summary, cancelRequestedAt: undefined };
}

/** A row with its texts as they were recorded. */
export function decodeRow<Row extends object>(row: Row): Row {
  const encoded = Object.entries(row).filter(([, value]) => isEncoded(value));
  return encoded.length === 0
    ? row
    : { ...row, ...Object.fromEntries(encoded.map(([column, value]) => [column, decodeValue(value)])) };
}

function isEncoded(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isEncoded) : typeof value === 'string' && value.includes('\u0001');
}

function decodeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeValue);
  return typeof value === 'string' ? decodeText(value) : value;
}
