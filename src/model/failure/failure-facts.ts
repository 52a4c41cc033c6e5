import { isRecord } from '../is-record.ts';
import type { RunError } from '../run.ts';
import { innermostCause } from './innermost-cause.ts';
import { bodyInMessage, pathText } from './message-body.ts';
import { innermostOfStack } from './stack-causes.ts';
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

export type RecordedFailure = Pick<RunError, 'value' | 'name' | 'message' | 'code' | 'stack'>;

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

function factsOf({ name, message = '', code }: Told, value: unknown): FailureFacts {
  const members = isRecord(value) ? value : {};
  const body = bodyInMessage(message);
  return {
    name,
    message: body?.message ?? message,
    code: code ?? body?.code ?? codeOf(members),
    status: statusOf(members, message),
    path: body?.path ?? pathOf(members),
  };
}

function codeOf({ code, Code, error }: Record<string, unknown>): string | undefined {
  const inner = isRecord(error) ? (textOf(error.code) ?? textOf(error.type)) : undefined;
  return textOf(code) ?? textOf(Code) ?? inner;
}

/** The path of the first issue, or what a mapper of objects calls its target. */
function pathOf({ issues, path, meta }: Record<string, unknown>): string | undefined {
  const first = Array.isArray(issues) && isRecord(issues[0]) ? issues[0].path : path;
  const target = isRecord(meta) ? [meta.modelName, meta.target].flat().filter(Boolean).join('.') : '';
  return pathText(first) || target || undefined;
}

const statusInText =
  /\b(?:status(?: code)?|HTTP(?:\/[\d.]+)?|response|Error)[ :=(]{1,3}([45]\d\d)\b|^([45]\d\d) \S/u;

function statusOf(members: Record<string, unknown>, message: string): number | undefined {
  const { status, statusCode, response, $metadata, raw } = members;
  const inner = [
    memberOf(response, 'status'),
    memberOf($metadata, 'httpStatusCode'),
    memberOf(raw, 'statusCode'),
  ];
  const member = [status, statusCode, ...inner].find(isFailedStatus);
  if (member !== undefined) return member;
  const [, named, first] = statusInText.exec(message) ?? [];
  return named || first ? Number(named ?? first) : undefined;
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function isFailedStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value <= 599;
}
