import { type ErrorColumns, errorColumns, mostErrorUnits } from '../events/error-columns.ts';
import { given } from '../rows/summary-row.ts';

/** What a store knows of a failure that it kept before it knew `failure`. */
export type UnsignedRow = {
  /** The name of the run. */
  readonly name: string;
  readonly error_name: string | null;
  readonly whole_message: string | null;
  readonly error_step: string | null;
  readonly error_value: string | null;
  readonly error_code: string | null;
  readonly error_stack: string | null;
};

/** Of rows `r` of runs and `d` of what is stored apart. */
export const unsignedColumns = `r.name, r.error_name, coalesce(d.error_message, r.error_message) AS whole_message, r.error_step,
  CASE WHEN octet_length(d.error_value) <= ${3 * mostErrorUnits} THEN d.error_value END AS error_value, d.error_code, d.error_stack`;

export function signRow(row: UnsignedRow): ErrorColumns {
  return errorColumns(row.name, {
    name: given(row.error_name),
    message: given(row.whole_message),
    stepName: given(row.error_step),
    value: given(row.error_value),
    code: given(row.error_code),
    stack: given(row.error_stack),
  });
}
