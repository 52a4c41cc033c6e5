import { isRecord } from '../is-record.ts';
import type { RunError } from '../run.ts';
import { innermostCause } from './innermost-cause.ts';
import { bodyInMessage, pathText } from './message-body.ts';
import { innermostOfStack } from './stack-causes.ts';
import { tellingLine } from './telling-line.ts';
import { textOf } from './text-of.ts';

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

/** The facts of the innermost cause that says something. */
export function failureFacts(error: RecordedFailure): FailureFacts {
  const cause = innermostCause(error.value);
  if (cause !== undefined && cause !== error.value) return factsOfCause(cause);
  return factsOf(innermostOfStack(error.stack ?? '') ?? error, error.value);
}

function factsOfCause(cause: unknown): FailureFacts {
  if (!isRecord(cause)) return factsOf({ message: String(cause) }, undefined);
  const { name, message, code } = cause;
  return factsOf({ name: textOf(name), message: textOf(message), code: textOf(code) }, cause);
}

type Told = Pick<RunError, 'name' | 'message' | 'code'>;

/** In UTF-16 units: what happened is said at the start of a message. */
const longestWords = 2_000;

function factsOf({ name, message: told = '', code }: Told, value: unknown): FailureFacts {
  const members = isRecord(value) ? value : {};
  const body = bodyInMessage(told);
  const message = told.trimStart().slice(0, longestWords);
  return {
    name,
    message: (body?.message ?? message).slice(0, longestWords),
    code: code ?? body?.code ?? codeOf(members),
    status: statusOf(members) ?? statusOfText(message) ?? statusOfText(tellingLine(message)),
    path: body?.path ?? pathOf(members),
  };
}

function codeOf({ code, Code, error, signal, exitCode }: Record<string, unknown>): string | undefined {
  const inner = isRecord(error) ? (textOf(error.code) ?? textOf(error.type)) : undefined;
  return textOf(code) ?? textOf(Code) ?? inner ?? textOf(signal) ?? textOf(exitCode);
}

/** The path of the first issue, or what a mapper of objects calls its target. */
function pathOf({ issues, path, meta }: Record<string, unknown>): string | undefined {
  const first = Array.isArray(issues) && isRecord(issues[0]) ? issues[0].path : path;
  const target = isRecord(meta) ? [meta.modelName, meta.target].flat().filter(Boolean).join('.') : '';
  return pathText(first) || target || undefined;
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

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function isFailedStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value <= 599;
}
