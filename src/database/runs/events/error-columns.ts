import type { RunFields } from '../../../contract/run-events.ts';
import { plainError } from '../../../model/failure/failure-facts.ts';
import { summarizeFailure } from '../../../model/failure/summarize-failure.ts';
import { tryParseJson } from '../../../model/payload/json-text.ts';
import type { RecordedColumn } from './recorded-columns.ts';

const columnNames = {
  ...{ errorName: 'error_name', errorMessage: 'error_message', errorStep: 'error_step' },
  ...{ causeCode: 'cause_code', causeName: 'cause_name', causeMessage: 'cause_message', failure: 'failure' },
} as const;

type ErrorColumn = keyof typeof columnNames;

export type ErrorColumns = { readonly [Name in ErrorColumn]: string | null };

const recorded: readonly ErrorColumn[] = ['errorName', 'errorMessage', 'errorStep'];
const signed: readonly ErrorColumn[] = ['causeCode', 'causeName', 'causeMessage', 'failure'];

export const noError: ErrorColumns = {
  ...{ errorName: null, errorMessage: null, errorStep: null },
  ...{ causeCode: null, causeName: null, causeMessage: null, failure: null },
};

type SearchedColumns = Pick<ErrorColumns, 'errorName' | 'errorMessage' | 'causeName' | 'causeMessage'>;

export type SearchedErrorRow = Readonly<
  Record<'error_name' | 'error_message' | 'cause_name' | 'cause_message', string | null>
>;

export function searchedColumns(row: SearchedErrorRow): SearchedColumns {
  return {
    errorName: row.error_name,
    errorMessage: row.error_message,
    causeName: row.cause_name,
    causeMessage: row.cause_message,
  };
}

export function searchedError(columns: SearchedColumns) {
  const { errorName, errorMessage, causeName, causeMessage } = columns;
  if (errorMessage === null) return undefined;
  const cause = causeMessage === null ? undefined : { name: causeName ?? undefined, message: causeMessage };
  return { name: errorName ?? undefined, message: errorMessage, cause };
}

export function isErrorReworded(one: SearchedColumns, other: SearchedColumns): boolean {
  const searched = ['errorName', 'errorMessage', 'causeName', 'causeMessage'] as const;
  return searched.some(column => one[column] !== other[column]);
}

function toColumn(field: ErrorColumn): RecordedColumn<ErrorColumns> {
  return { name: columnNames[field], type: 'text', get: state => state[field] };
}

export const causeColumns = signed.map(toColumn);
export const allErrorColumns = [...recorded, ...signed].map(toColumn);

export const storedErrorColumns = [...recorded, ...signed]
  .map(field => `r.${columnNames[field]} AS "${field}"`)
  .join(', ');

type RecordedError = Partial<NonNullable<RunFields['error']>>;

const signedAhead = new WeakMap<RecordedError, { readonly name: string; readonly columns: ErrorColumns }>();

/** Signing errors one after the other takes a third of the time that it takes between statements. */
export function signAhead(name: string, error: RecordedError): void {
  if (!signedAhead.has(error)) signedAhead.set(error, { name, columns: errorColumns(name, error) });
}

export function errorColumns(name: string, error: RecordedError): ErrorColumns {
  const ahead = signedAhead.get(error);
  if (ahead && ahead.name === name) return ahead.columns;
  const { message, code, stack, stepName } = error;
  const value = toValue(error);
  const known = summarizeFailure({
    error: { name: error.name, message, code, stack, value },
    step: stepName,
    name,
  });
  return {
    errorName: known.name ?? null,
    errorMessage: known.message,
    errorStep: known.step ?? null,
    causeCode: known.code ?? null,
    causeName: known.cause?.name ?? null,
    causeMessage: known.cause?.message ?? null,
    failure: known.failure ?? null,
  };
}

/** In UTF-16 units. The value of a larger error is not parsed. */
export const mostErrorUnits = 200_000;

function toValue({ value: json, name, message, stack }: RecordedError): unknown {
  if (json === undefined || json.length > mostErrorUnits) return undefined;
  const isComplete = name !== undefined && message !== undefined && stack !== undefined;
  return isComplete && isPlainError(json) ? plainError : tryParseJson(json);
}

const start = '{"$type":"Error","name":"';
/** Never inside a JSON string, where quotes are escaped. */
const between = '","';

/** Whether an error has only name, message and stack, as the recorder writes them: then it is not parsed. */
function isPlainError(json: string): boolean {
  if (!json.startsWith(start) || !json.endsWith('"}')) return false;
  const afterName = json.indexOf(between, start.length) + between.length;
  if (!json.startsWith('message":"', afterName)) return false;
  const afterMessage = json.indexOf(between, afterName) + between.length;
  return json.startsWith('stack":"', afterMessage) && !json.includes(between, afterMessage);
}
