import { type FailureFacts, failureFacts } from '../../../model/failure/failure-facts.ts';
import { fingerprintOf } from '../../../model/failure/innermost-cause.ts';
import { isRecord } from '../../../model/is-record.ts';
import { encodePayload } from '../../../model/payload/encode-payload.ts';
import { cutText } from '../../../model/text/cut-text.ts';
import { DecodedPayload, decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';

/** With what is known of the innermost cause, because rows are kept without payloads. */
export type RunErrorRecord = ErrorRecord & { readonly facts: FailureFacts; readonly fingerprint?: string };

export type ErrorRecord = {
  readonly message: string;
  readonly name?: string;
  readonly stack?: string;
  readonly code?: string;
};

/** Characters kept of an error that is neither a text nor has a message. */
const maxMessage = 500;

type Members = Readonly<Record<string, unknown>>;

export function toRunErrorRecord(stored: unknown): RunErrorRecord | undefined {
  const value = errorValue(stored);
  const error = toErrorRecord(value);
  if (!error) return undefined;
  const { name, stack } = error;
  const message = withoutRetries(error.message);
  const code = error.code === userError ? codeInStack(stack) : error.code;
  const members = isRecord(value) ? { ...value, code } : undefined;
  return {
    ...error,
    facts: failureFacts({ value: members, name, message, code, stack }),
    fingerprint: fingerprintOf(value),
  };
}

/** The SDK's code of whatever the user's own code throws. */
const userError = 'USER_ERROR';

/** Removes the SDK's long prefix, because a row has little room. */
export function withoutRetries(message: string): string {
  return message.replace(/^Step "step\/\/[^"]*" failed after \d+ retr(?:y|ies): (?=.)/, '');
}

/** From a run or step, perhaps as a payload; or from an event, whose stack is beside it. */
export function toErrorRecord(error: unknown, stackBeside?: unknown): ErrorRecord | undefined {
  if (error === undefined || error === null) return undefined;
  const value = errorValue(error);
  const members: Members = isRecord(value) ? value : {};
  const message = textOf(members.message) ?? textOf(value) ?? toShortText(value);
  const stack = textOf(members.stack) || textOf(stackBeside) || undefined;
  return { message, name: nameOf(members, stack), stack, code: textOf(members.code) };
}

function errorValue(stored: unknown): unknown {
  const isPayload = stored instanceof DecodedPayload || (isRecord(stored) && stored.__type === 'Uint8Array');
  return isPayload ? decodeWorkflowPayload(stored) : stored;
}

function toShortText(value: unknown): string {
  return cutText(encodePayload(value, { maxLength: maxMessage }).json ?? '', maxMessage);
}

/** The name at the start of a stack; Node's own errors have a code after it. */
const stackName = /^([\p{ID_Start}_$][\p{ID_Continue}$.]*)(?: \[\w+\])?(?::| *\n|$)/u;

/** Node writes the codes of its own errors behind their names: `TypeError [ERR_INVALID_URL]: …`. */
function codeInStack(stack: string | undefined): string | undefined {
  return /^[\w$.]+ \[(\w+)\]:/.exec(stack ?? '')?.[1];
}

/** The engine records no names, but stacks begin with them. */
function nameOf(members: Members, stack: string | undefined): string | undefined {
  return textOf(members.name) ?? stackName.exec(stack ?? '')?.[1];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
