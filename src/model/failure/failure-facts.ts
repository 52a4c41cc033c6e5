import { isRecord } from '../is-record.ts';
import { tryParseJson } from '../payload/json-text.ts';
import type { RunError } from '../run.ts';
import { cutText } from '../text/cut-text.ts';
import {
  innermostCause,
  innermostOfStack,
  isAnyClass,
  isError,
  splitClass,
  textOf,
  toldByHead,
  toldByStackText,
} from './stack-frames.ts';
import { tellingLine } from './telling-line.ts';

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

/** The facts of one error, whose causes may only be in its stack. */
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

/** The start of a message says what happened; in UTF-16 units. */
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
    code: (members && codeOfAnswer(members)) ?? code ?? body?.code ?? (members && errorCodeOf(members)),
    status: (members && httpStatusOf(members)) ?? statusOfText(message) ?? statusOfLine(message),
    path: body?.path ?? (members && issuePath(members)),
  };
}

/** The place of the first issue and its kind, or what a mapper of objects calls its target. */
function issuePath({ issues, errors, path, meta, ...rest }: Record<string, unknown>): string | undefined {
  const [first] = [issues, errors].find(Array.isArray) ?? [];
  const issue = isRecord(first) ? first : { path };
  const place = issuePathText(issue.path) || textOf(issue.instancePath)?.replaceAll(/\/\d+(?=\/|$)/gu, '/*');
  const target = isRecord(meta) ? [meta.modelName, meta.target].flat() : [];
  return (
    [place, textOf(issue.keyword), target.filter(Boolean).join('.'), finerCode(rest)]
      .filter(Boolean)
      .join(' ') || undefined
  );
}

const statusInText =
  /\b(?:status(?: code)?|HTTP(?:\/[\d.]+)?|response|Error)[ :=(]{1,3}([45]\d\d)\b|^([45]\d\d) \S/u;

function httpStatusOf(members: Record<string, unknown>): number | undefined {
  const { status, statusCode, response, $metadata, raw } = members;
  const inner = [
    propertyOf(response, 'status'),
    propertyOf($metadata, 'httpStatusCode'),
    propertyOf(raw, 'statusCode'),
  ];
  return [status, statusCode, ...inner].find(isFailedStatus);
}

function statusOfText(text: string): number | undefined {
  const [, named, first] = statusInText.exec(text) ?? [];
  return named || first ? Number(named ?? first) : undefined;
}

/** Reads the telling line only if it may have a status that the whole message lacks. */
function statusOfLine(message: string): number | undefined {
  return /[45]\d\d \S|[\x1b\x80-\x9f]/.test(message) ? statusOfText(tellingLine(message)) : undefined;
}

function isFailedStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value <= 599;
}

function errorCodeOf({ code, Code, error, signal, exitCode }: Record<string, unknown>): string | undefined {
  const inner = isRecord(error) ? (textOf(error.code) ?? textOf(error.type)) : undefined;
  return textOf(code) ?? textOf(Code) ?? inner ?? textOf(signal) ?? textOf(exitCode);
}

/** What an API called the cause in its answer: clients of HTTP give only the status a code. */
function codeOfAnswer({ response }: Record<string, unknown>): string | undefined {
  const data = propertyOf(response, 'data') ?? propertyOf(response, 'body');
  const code = isRecord(data)
    ? (errorCodeOf({ code: data.code, error: data.error }) ?? errorName(data))
    : undefined;
  return code !== undefined && /^[A-Za-z][\w.-]{2,60}$/u.test(code) ? code : undefined;
}

/** As in OAuth's answers: `invalid_grant`. */
function errorName({ error }: Record<string, unknown>): string | undefined {
  return typeof error === 'string' && /^[a-z]+(?:_[a-z]+)+$/u.test(error) ? error : undefined;
}

/** Why an API refused what its code says was refused: a bank's reason, or a code below the code. */
function finerCode({ decline_code, error_subcode, subcode }: Record<string, unknown>): string | undefined {
  return [decline_code, error_subcode, subcode].map(textOf).find(Boolean);
}

function propertyOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

/** `2 validation errors for Order`, before a line for each place and one for what is wrong there. */
const count = /^\d+ (?:[\w-]+ ){0,2}errors?\b/u;
const context = /^while [a-z]+ing\b/u;
const place = /^\s*in "[^"\n]*"/u;
const reference = /^\s*For further information visit /u;
/** What a check of Python's Pydantic received. */
const received = / \[type=(\w+), input_value=.*\]$/u;
const mostLines = 50;

/** A message whose first line only announces what follows, with what follows in one line. */
function withAnnounced(message: string): string {
  if (!message.includes('\n')) return message;
  const [first = '', ...others] = message
    .split('\n', mostLines)
    .filter(line => line.trim() !== '' && !place.test(line) && !reference.test(line));
  const [next] = others;
  if (next === undefined) return message;
  if (count.test(first)) return [...new Set(joinPlaces(others))].sort().join('; ');
  if (context.test(first)) return next.trim();
  return first.endsWith(':') && !/\bline \d/u.test(first)
    ? `${first} ${next.trim().replace(/^[-*•] +/u, '')}`
    : message;
}

/** Each place, which is not indented, with what is said of it. */
function joinPlaces(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let before = '';
  for (const line of lines) {
    if (/^\S+$/u.test(line)) before = `${line} `;
    else if (/^\s/u.test(line)) joined.push(before + line.trim().replace(received, ' ($1)'));
  }
  return joined.length > 0 ? joined : lines.slice(0, 1);
}

/** What an API or a check of data says in JSON. */
export type MessageBody = {
  readonly message: string;
  readonly code?: string;
  /** Where in the data, such as `items.*.qty`. */
  readonly path?: string;
};

const latestStart = 200;
const deepestBody = 4;

/** Reads a message that is JSON, or ends in JSON. */
function bodyInMessage(message: string): MessageBody | undefined {
  const start = message.search(/[[{]/u);
  if (start < 0 || start > latestStart || !/[\]}]\s*$/u.test(message)) return undefined;
  const json = tryParseJson(message.slice(start)) ?? tryParsePrinted(message.slice(start));
  if (Array.isArray(json)) return issuesBody(json);
  const body = isRecord(json) ? bodyOf(json, 0) : undefined;
  return body?.message === '' ? { ...body, message: message.slice(0, start).replace(/[:\s]+$/u, '') } : body;
}

/** What Python prints of a dictionary or a list. */
function tryParsePrinted(text: string): unknown {
  if (!/^\[?\{'/u.test(text) || text.includes('"')) return undefined;
  return tryParseJson(
    text
      .replaceAll("'", '"')
      .replace(/\b(?:None|True|False)\b/gu, word => (word === 'None' ? 'null' : word.toLowerCase())),
  );
}

/** Reads a thrown value that has no message. */
function bodyOfValue(value: unknown): MessageBody | undefined {
  if (Array.isArray(value)) return issuesBody(value);
  return isRecord(value) ? bodyOf(value, 0) : undefined;
}

function bodyOf(json: Record<string, unknown>, depth: number): MessageBody | undefined {
  if (Array.isArray(json.issues)) return issuesBody(json.issues);
  const [first] = Array.isArray(json.errors) ? json.errors : [];
  const inner = [json.error, first, json.response, json.data, json.body].find(isRecord);
  const told = inner && depth < deepestBody ? bodyOf(inner, depth + 1) : undefined;
  if (told) return told;
  const message = textOf(json.message) ?? textOf(json.error) ?? textOf(json.detail);
  const code = textOf(json.code) ?? textOf(json.type) ?? textOf(json.status);
  if (message === undefined && code === undefined) return undefined;
  return { message: message ?? '', code, path: textOf(json.param) };
}

/** Joins the issues that a validator reports, each kind, path and message once. */
function issuesBody(issues: readonly unknown[]): MessageBody | undefined {
  const records = issues.filter(isRecord);
  if (records.length === 0) return undefined;
  const told = records.map(issue => `${issuePathText(issue.path)} ${issueWords(issue)}`.trim());
  const codes = records.map(issue => textOf(issue.code) ?? textOf(issue.keyword) ?? '');
  return {
    message: [...new Set(told)].sort().join('; '),
    code: [...new Set(codes)].sort().join(',') || undefined,
  };
}

function issueWords({ message, constraints, property }: Record<string, unknown>): string {
  const broken = isRecord(constraints) ? Object.keys(constraints).sort().join(',') : '';
  return textOf(message) ?? [textOf(property), broken].filter(Boolean).join(' ');
}

/** A path as text, with `*` for places in lists; empty for what is not a path. */
function issuePathText(path: unknown): string {
  if (!Array.isArray(path)) return '';
  return path
    .map(part => (isRecord(part) ? part.key : part))
    .map(part => (typeof part === 'number' ? '*' : String(part)))
    .join('.');
}
