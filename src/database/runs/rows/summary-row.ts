import type { ErrorSummary, RunSummary, Trigger } from '../../../model/run.ts';
import { errorLine } from '../../../model/text/error-line.ts';
import { type FieldsWith, fieldNames, runFields } from '../../../model/run-fields.ts';

/** The fields that a column of every database holds as they are. */
type ColumnField = Exclude<FieldsWith<{ readonly column: string }>, FieldsWith<{ readonly kind: 'texts' }>>;

type CellOf<Value> = undefined extends Value ? NonNullable<Value> | null : Value;

/** The columns of `runs` that every database has. `paused_at` is 0 once the run goes on. */
export type SummaryRow = {
  readonly [Name in ColumnField as (typeof runFields)[Name]['column']]: CellOf<RunSummary[Name]>;
} & {
  readonly trigger_type: string;
  readonly trigger_label: string;
  readonly trigger_raw: string;
  readonly trigger_at: number | null;
  readonly error_name: string | null;
  readonly error_message: string | null;
  readonly error_step: string | null;
  readonly cause_code: string | null;
  readonly cause_name: string | null;
  readonly cause_message: string | null;
  /** See `FailureText`. */
  readonly failure: string | null;
  /** The previous status of a lost run. */
  readonly lost_status: string | null;
};

const columnFields = fieldNames.filter(
  (name): name is ColumnField => 'column' in runFields[name] && runFields[name].kind !== 'texts',
);
const fieldsAndColumns = columnFields.map(name => [name, runFields[name].column] as const);

/** Excludes the error's message, which some databases must shorten. */
export const summaryColumns: readonly (keyof SummaryRow)[] = [
  ...fieldsAndColumns.map(([, column]) => column),
  ...(['trigger_type', 'trigger_label', 'trigger_raw', 'trigger_at'] as const),
  ...(['error_name', 'error_step', 'cause_code', 'cause_name', 'cause_message', 'failure'] as const),
  'lost_status',
];

type Lists = { readonly models: readonly string[]; readonly services: readonly string[] };

/** The caller decides whether a cancel request is still pending. */
export function toSummary(row: SummaryRow, { models, services }: Lists): RunSummary {
  return {
    ...readColumns(row),
    pausedAt: row.paused_at !== null && row.paused_at > 0 ? row.paused_at : undefined,
    trigger: toTrigger(row),
    models,
    services,
    errorSummary: toErrorSummary(row),
    isLost: row.lost_status === null ? undefined : true,
  };
}

function readColumns(row: SummaryRow): Pick<RunSummary, ColumnField> {
  const values: Record<string, unknown> = {};
  for (const [name, column] of fieldsAndColumns) values[name] = given(row[column]);
  return values as Pick<RunSummary, ColumnField>;
}

function toTrigger(row: SummaryRow): Trigger {
  return {
    type: row.trigger_type,
    label: row.trigger_label,
    raw: row.trigger_raw,
    at: given(row.trigger_at),
  };
}

function toErrorSummary(row: SummaryRow): ErrorSummary | undefined {
  if (row.error_message === null) return undefined;
  const { cause_message: cause } = row;
  return {
    name: given(row.error_name),
    message: errorLine(row.error_message),
    step: given(row.error_step),
    code: given(row.cause_code),
    cause: cause === null ? undefined : { name: given(row.cause_name), message: errorLine(cause) },
    failure: given(row.failure),
  };
}

/** The model omits SQL's NULL. */
export function given<T>(value: T | null): T | undefined {
  return value === null ? undefined : value;
}
