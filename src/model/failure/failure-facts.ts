import { isRecord } from '../is-record.ts';
import { tryParseJson } from '../payload/try-parse-json.ts';
import type { RunError } from '../run.ts';
import { cutText } from '../text/cut-text.ts';
import { isAnyClass } from './any-class.ts';
import { innermostCause, isError } from './innermost-cause.ts';
import { tellingLine } from './telling-line.ts';
import { textOf } from './text-of.ts';
import { withAnnounced } from './texts/announced-lines.ts';
import { bodyInMessage, bodyOfValue, pathText } from './texts/message-body.ts';
import { innermostOfStack } from './texts/stack-causes.ts';
import { splitClass, toldByHead, toldByStackText } from './texts/told-by-stack.ts';
import { codeOf, codeOfAnswer, finerCode, memberOf } from './told-code.ts';

/** What a failure says of its cause, without what wrapped it. */
export type FailureFacts = {
  readonly name?: string;
  readonly message: string;
  readonly code?: string;
  /** The HTTP status of the call that failed. */
  readonly status?: number;
  /** Where in the data the cause is, such as `items.*.qty`. */
  readonly path?: string;
};

export type RecordedFailure = Pick<RunError, 'name' | 'message' | 'code' | 'stack'> & {
  /** The whole thrown value. */
  readonly value?: unknown;
};

/** The value of an error that has a name, a message and a stack, and nothing else. */
export const plainError: unknown = { $type: 'Error' };

/** The facts of the innermost cause that says something. */
export function failureFacts(error: RecordedFailure): FailureFacts {
  if (error.value === plainError) return factsOfOne(error);
  const value = valueInText(error) ?? error.value;
  const cause = innermostCause(value);
  return cause === undefined || cause === error.value ? factsOfOne(error) : factsOfOne(toFailure(cause));
}

function toFailure(cause: unknown): RecordedFailure {
  if (!isRecord(cause)) return { message: Array.isArray(cause) ? undefined : String(cause), value: cause };
  const { name, message, code, stack } = cause;
  return {
    name: textOf(name),
    message: textOf(message),
    code: textOf(code),
    stack: textOf(stack),
    value: cause,
  };
}

/** Of an error without causes, but for those that its stack tells. */
function factsOfOne(error: RecordedFailure): FailureFacts {
  const { message = '', stack = '', value } = error;
  const told = innermostOfStack(stack) ?? toldByStackText(message);
  if (told || message !== '') return factsOf(told ?? error, value);
  const { name, code } = error;
  return factsOf({ name, code, ...withoutEmpty(toldByHead(stack)) }, value);
}

function withoutEmpty(told: Told = {}): Told {
  return Object.fromEntries(Object.entries(told).filter(([, text]) => text !== undefined));
}

/** An error that was passed on as JSON text. */
function valueInText({ value, message }: RecordedFailure): unknown {
  const text = typeof value === 'string' ? value : value === undefined ? message : undefined;
  if (text === undefined || text.length > longestJson || !text.trimStart().startsWith('{')) return undefined;
  const json = tryParseJson(text);
  return isRecord(json) && isError(json) ? json : undefined;
}

/** In UTF-16 units. */
const longestJson = 200_000;

type Told = Pick<RunError, 'name' | 'message' | 'code'>;

/** In UTF-16 units: what happened is said at the start of a message. */
const longestWords = 2_000;

function factsOf(error: Told, value: unknown): FailureFacts {
  const { name, message: told = '', code } = isAnyClass(error.name) ? splitClass(error) : error;
  const members = isRecord(value) && value !== plainError ? value : undefined;
  const body =
    bodyInMessage(told) ?? (/^$|^[[{]/u.test(told) && !isError(value) ? bodyOfValue(value) : undefined);
  const message = withAnnounced(cutText(told.trimStart(), longestWords));
  return {
    name,
    message: cutText(body?.message ?? message, longestWords),
    code: (members && codeOfAnswer(members)) ?? code ?? body?.code ?? (members && codeOf(members)),
    status: (members && statusOf(members)) ?? statusOfText(message) ?? statusOfLine(message),
    path: body?.path ?? (members && pathOf(members)),
  };
}

/** The place of the first issue and its kind, or what a mapper of objects calls its target. */
function pathOf({ issues, errors, path, meta, ...rest }: Record<string, unknown>): string | undefined {
  const [first] = [issues, errors].find(Array.isArray) ?? [];
  const issue = isRecord(first) ? first : { path };
  const place = pathText(issue.path) || textOf(issue.instancePath)?.replaceAll(/\/\d+(?=\/|$)/gu, '/*');
  const target = isRecord(meta) ? [meta.modelName, meta.target].flat() : [];
  return (
    [place, textOf(issue.keyword), target.filter(Boolean).join('.'), finerCode(rest)]
      .filter(Boolean)
      .join(' ') || undefined
  );
}

const statusInText =
  /\b(?:status(?: code)?|HTTP(?:\/[\d.]+)?|response|Error)[ :=(]{1,3}([45]\d\d)\b|^([45]\d\d) \S/u;

function statusOf(members: Record<string, unknown>): number | undefined {
  const { status, statusCode, response, $metadata, raw } = members;
  const inner = [
    memberOf(response, 'status'),
    memberOf($metadata, 'httpStatusCode'),
    memberOf(raw, 'statusCode'),
  ];
  return [status, statusCode, ...inner].find(isFailedStatus);
}

function statusOfText(text: string): number | undefined {
  const [, named, first] = statusInText.exec(text) ?? [];
  return named || first ? Number(named ?? first) : undefined;
}

/** Only where the line may have one that the whole message has not: at its start, or between sequences. */
function statusOfLine(message: string): number | undefined {
  return /[45]\d\d \S|[\x1b\x80-\x9f]/.test(message) ? statusOfText(tellingLine(message)) : undefined;
}

function isFailedStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value <= 599;
}
