import type { ErrorSummary, Run, RunError, RunSummary } from '../run.ts';
import { errorLine } from '../text/cut-text.ts';
import { sequences } from '../text/secrets/read-characters.ts';
import { fingerprintOf, isGenericClass } from './error-parts.ts';
import { type FailureFacts, failureFacts, type RecordedFailure } from './failure-facts.ts';
import { type FailureText, signatureOf, toFailureText } from './failure-text.ts';
import { failureSignature } from './signature.ts';
import { charactersOf } from './signs.ts';
import { withoutStep } from './telling-line.ts';

type FailedRun = {
  readonly error: RecordedFailure;
  readonly step?: string;
  readonly name: string;
};

/** The failure in a row, with the text that names it. */
type NamedFailure = ErrorSummary & { readonly failure: FailureText };

export function summarizeFailure({ error, step, name }: FailedRun): NamedFailure {
  const facts = failureFacts(error);
  return summarizeFacts({ error, facts, fingerprint: fingerprintOf(error.value), step, name });
}

/** A failure of which only these facts were kept. */
type KnownFailure = Omit<FailedRun, 'error'> & {
  readonly error: Pick<RecordedFailure, 'name' | 'message'>;
  readonly facts: FailureFacts;
  readonly fingerprint?: string;
};

export function summarizeFacts({ error, facts: told, fingerprint, step, name }: KnownFailure): NamedFailure {
  const said = withoutStep(told.message, step);
  const facts = said === told.message ? told : { ...told, message: said };
  return {
    name: error.name,
    message: errorLine(error.message ?? ''),
    step,
    code: facts.code,
    cause: causeBeside(error, facts),
    failure: toFailureText(failureSignature({ facts, fingerprint, place: step ?? name })),
  };
}

export function factsOfRow({ step, cause, code, ...error }: ErrorSummary): FailureFacts {
  const facts = failureFacts(cause ?? { ...error, code });
  return { ...facts, message: withoutStep(facts.message, step), code: facts.code ?? code };
}

export function causeOfError(error: RecordedFailure): ErrorSummary['cause'] {
  return causeBeside(error, failureFacts(error));
}

/** The innermost cause in one line; `undefined` where the error itself begins with it. */
export function causeBeside(
  error: KnownFailure['error'],
  facts: Pick<FailureFacts, 'name' | 'message'>,
): ErrorSummary['cause'] {
  const cause = shownLine(facts.message);
  const message = facts.message === error.message ? cause : shownLine(error.message ?? '');
  const isOtherClass = !isGenericClass(facts.name) && facts.name !== error.name;
  const isToldByClass = isOtherClass && message.endsWith(`${facts.name}: ${cause}`);
  const isWrapped =
    cause === ''
      ? isOtherClass
      : message !== cause && (isToldByClass || !message.includes(cause) || isToldLast(message, cause));
  return isWrapped ? { name: facts.name, message: cause } : undefined;
}

function shownLine(text: string): string {
  const { controls, isAscii } = charactersOf(text);
  return errorLine(controls === 0 && isAscii ? text : text.replace(sequences, ''));
}

/** Whether words precede the cause, as in `could not save the order: no connection`. */
function isToldLast(message: string, cause: string): boolean {
  return (
    message.endsWith(`: ${cause}`) && /^(?!\S+ \[[^\]]*\]$)\S+ /u.test(message.slice(0, -cause.length - 2))
  );
}

type Row = Pick<RunSummary, 'status' | 'name' | 'errorSummary'>;

/** The failure of a failed run, with or without an error; else `undefined`. */
export function knownFailure({ status, name, errorSummary }: Row): NamedFailure | undefined {
  if (status !== 'failed') return undefined;
  if (errorSummary && hasFailure(errorSummary)) return errorSummary;
  const error = knownError({ errorSummary }) ?? { value: undefined };
  return summarizeFailure({ error, step: errorSummary?.step, name });
}

export function signatureOfRun(row: Row): string | undefined {
  const failure = knownFailure(row)?.failure;
  return failure === undefined ? undefined : signatureOf(failure);
}

/** The error of a run, else one made of its row. */
export function knownError({
  error,
  errorSummary,
}: Pick<Run, 'error' | 'errorSummary'>): RunError | undefined {
  if (error || !errorSummary) return error;
  const { name, message, code, cause } = errorSummary;
  return { value: cause && { cause }, name, message, code };
}

function hasFailure(error: ErrorSummary): error is NamedFailure {
  return error.failure !== undefined;
}
