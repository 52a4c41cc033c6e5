import { signatureVersion, versionSign } from '../../../model/failure/signature.ts';
import {
  type ErrorColumns,
  errorColumns,
  mostErrorUnits,
  type SearchedErrorRow,
} from '../events/error-columns.ts';

export type RecordedErrorRow = SearchedErrorRow &
  Readonly<Record<'name' | 'failure', string>> &
  Readonly<
    Record<'whole_message' | 'error_step' | 'error_value' | 'error_code' | 'error_stack', string | null>
  >;

/** The columns of `RecordedErrorRow`, from a row `r` of runs and the row `d` of what is stored apart. */
export const recordedErrorColumns = `r.name, r.error_name, r.error_message, r.cause_name, r.cause_message, coalesce(d.error_message, r.error_message) AS whole_message, r.error_step,
  CASE WHEN octet_length(d.error_value) <= ${3 * mostErrorUnits} THEN d.error_value END AS error_value, d.error_code, d.error_stack,
  r.failure`;

export type Signing = { readonly version: number; readonly sign: (row: RecordedErrorRow) => ErrorColumns };

export const currentSigning: Signing = { version: signatureVersion, sign: signRow };

function signRow(row: RecordedErrorRow): ErrorColumns {
  return errorColumns(row.name, {
    name: row.error_name ?? undefined,
    message: row.whole_message ?? undefined,
    stepName: row.error_step ?? undefined,
    value: row.error_value ?? undefined,
    code: row.error_code ?? undefined,
    stack: row.error_stack ?? undefined,
  });
}

export const signed = "r.status = 'failed' AND r.failure IS NOT NULL";

/** The rows `r` that an older version signed. A row of a newer version stays as it is. */
export function signedBefore({ version }: Pick<Signing, 'version'>): string {
  return `r.status = 'failed' AND r.failure < '${versionSign(version)}'`;
}
