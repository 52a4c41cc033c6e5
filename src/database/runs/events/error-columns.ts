import type { RunFields } from '../../../contract/run-events.ts';
import { summarizeFailure } from '../../../model/failure/summarize-failure.ts';
import { tryParseJson } from '../../../model/payload/try-parse-json.ts';
import { keepRecent } from '../keep-recent.ts';
import type { RecordedColumn } from './recorded-columns.ts';

export type ErrorColumns = {
  readonly errorName: string | null;
  readonly errorMessage: string | null;
  readonly errorStep: string | null;
  readonly causeCode: string | null;
  readonly causeName: string | null;
  readonly causeMessage: string | null;
  readonly failure: string | null;
};

export const noError: ErrorColumns = {
  ...{ errorName: null, errorMessage: null, errorStep: null },
  ...{ causeCode: null, causeName: null, causeMessage: null, failure: null },
};

/** The columns that rows of older versions lack at first. */
export const causeColumns: readonly RecordedColumn<ErrorColumns>[] = [
  { name: 'cause_code', type: 'text', of: state => state.causeCode },
  { name: 'cause_name', type: 'text', of: state => state.causeName },
  { name: 'cause_message', type: 'text', of: state => state.causeMessage },
  { name: 'failure', type: 'text', of: state => state.failure },
];

type RecordedError = Partial<NonNullable<RunFields['error']>>;

type Known = {
  readonly parts: readonly (string | undefined)[];
  readonly columns: ErrorColumns;
};

/** Errors that repeat are worked out once: the last of each message, because long texts make slow keys. */
const recent = keepRecent<string, Known>(200);
/** In UTF-16 units. */
const longestKept = 10_000;

/** What a row knows of an error of the run with this name. */
export function errorColumns(name: string, error: RecordedError): ErrorColumns {
  const { value, message, code, stack, stepName } = error;
  const parts = [name, error.name, message, code, stepName, value, stack];
  if (parts.reduce((sum, part) => sum + (part?.length ?? 0), 0) > longestKept) return toColumns(name, error);
  const key = `${stepName ?? name} ${message ?? ''}`;
  const found = recent.get(key);
  if (found && parts.every((part, at) => part === found.parts[at])) return found.columns;
  const columns = toColumns(name, error);
  recent.set(key, { parts, columns });
  return columns;
}

function toColumns(name: string, error: RecordedError): ErrorColumns {
  const { value, stepName, ...told } = error;
  const known = summarizeFailure({ error: { ...told, value: parseSmall(value) }, step: stepName, name });
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

/** In UTF-16 units. Of a larger error only name, message, code and stack are looked at. */
export const mostErrorUnits = 200_000;

function parseSmall(json: string | undefined): unknown {
  return json === undefined || json.length > mostErrorUnits ? undefined : tryParseJson(json);
}
