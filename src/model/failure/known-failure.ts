import type { ErrorSummary, RunSummary } from '../run.ts';
import { type NamedFailure, summarizeFailure } from './summarize-failure.ts';

type Row = Pick<RunSummary, 'status' | 'name' | 'errorSummary'>;

/** What a row knows of the failure of a failed run, with or without an error; else `undefined`. */
export function knownFailure({ status, name, errorSummary }: Row): NamedFailure | undefined {
  if (status !== 'failed') return undefined;
  if (errorSummary && hasFailure(errorSummary)) return errorSummary;
  const { step, cause, ...error } = errorSummary ?? {};
  return summarizeFailure({ error: { ...error, value: cause && { cause } }, step, name });
}

function hasFailure(error: ErrorSummary): error is NamedFailure {
  return error.failure !== undefined;
}
