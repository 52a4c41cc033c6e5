import { isRecord } from '../is-record.ts';
import { tryParseJson } from '../payload/json-text.ts';
import type { RunError } from '../run.ts';
import { cutText } from '../text/cut-text.ts';
import { printedAnswer } from './answer-formats.ts';
import { fieldPathText } from './body-issues.ts';
import { stateOfSqlServer } from './constraint.ts';
import {
  type ErrorParts,
  errorOfHead,
  errorOfStackText,
  innermostCause,
  isError,
  isGenericClass,
  mayHaveClass,
  splitClass,
  textOrNumber,
} from './error-parts.ts';
import { saysOnlyFailure, saysOnlyStatus } from './http-status-lines.ts';
import { bodyOf, bodyOfJson, jsonInText, type MessageBody } from './json-body.ts';
import { markupInText } from './markup-body.ts';
import { innermostOfStack } from './printed-chains.ts';
import { mainText, saysElsewhere, saysLast, withCallLog, withExitLine } from './program-output.ts';
import { charactersOf, createCharacterTest } from './signs.ts';
import { tellingLine, withoutWork } from './telling-line.ts';

/** What a failure says of its cause, without what wrapped it. */
export type FailureFacts = {
  readonly name?: string;
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  /** The SQLSTATE for the number of SQL Server, or `SQL Server 208`. */
  readonly sqlServer?: string;
  /** Where in the data the cause is, such as `items.*.qty`. */
  readonly path?: string;
};

export type RecordedFailure = Pick<RunError, 'name' | 'message' | 'code' | 'stack'> & {
  /** The whole thrown value. */
  readonly value?: unknown;
};

/** Stands for the value of an error that has a name, a message, a stack and nothing else. */
export const plainError: unknown = { $type: 'Error' };

/** The facts of the innermost cause that says something. */
export function failureFacts(error: RecordedFailure): FailureFacts {
  if (error.value === plainError) return factsOfOne(error);
  const value = valueInText(error) ?? error.value;
  const cause = innermostCause(value);
  return factsOfOne(cause === undefined || cause === error.value ? error : toFailure(cause));
}

function toFailure(cause: unknown): RecordedFailure {
  if (!isRecord(cause)) return { message: Array.isArray(cause) ? undefined : String(cause), value: cause };
  const { name, message, code, stack } = cause;
  return {
    name: textOrNumber(name),
    message: textOrNumber(message),
    code: textOrNumber(code),
    stack: textOrNumber(stack),
    value: cause,
  };
}

/** The facts of one error, whose causes may be in its stack alone. */
function factsOfOne(error: RecordedFailure): FailureFacts {
  const { message = '', stack = '', value } = error;
  const inner = innermostOfStack(stack) ?? errorOfStackText(message);
  if (inner || message !== '') return factsOf(inner ?? error, value);
  const { name, code } = error;
  return factsOf({ name, code, ...withoutEmpty(errorOfHead(stack)) }, value);
}

function withoutEmpty(parts: ErrorParts = {}): ErrorParts {
  return Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== undefined));
}

/** An error that was passed on as a JSON text. */
function valueInText({ value, message }: RecordedFailure): unknown {
  const text = typeof value === 'string' ? value : value === undefined ? message : undefined;
  if (text === undefined || text.length > longestJson || !text.trimStart().startsWith('{')) return undefined;
  const json = tryParseJson(text);
  return isRecord(json) && isError(json) ? json : undefined;
}

/** In UTF-16 units. */
const longestJson = 200_000;

/** The start of a message says what happened; in UTF-16 units. */
const longestWords = 2_000;

function factsOf(error: ErrorParts, value: unknown): FailureFacts {
  const whole = innerClass(isGenericClass(error.name) ? splitClass(error) : error);
  const outer = withoutPrint({ ...whole, message: withoutWork(whole.message ?? '') });
  const { message: told = '', code } = outer;
  const members = isRecord(value) && value !== plainError ? value : undefined;
  const answer =
    bodyOfMessage(told) ??
    (members && mayHoldAnswer(members) && saysOnlyFailure(told) ? bodyOfMembers(members) : undefined) ??
    (/^$|^[[{]/u.test(told) && !isError(value) ? bodyOf(value) : undefined);
  const main = answer ? told : toldIn(told);
  const body = answer ?? (main === told ? undefined : bodyOfMessage(main));
  const inner = body ? innerClass({ ...outer, message: body.message }) : outer;
  const message = body ? firstLines(inner.message ?? '') : main;
  return {
    name: inner.name,
    message: cutText(message, longestWords),
    code:
      (members && codeOfAnswer(members)) ??
      (isGenericCode(code) || isExitOf(code, body) ? undefined : code) ??
      (isGenericCode(body?.code) ? undefined : body?.code) ??
      (members && errorCodeOf(members)),
    status:
      (members && httpStatusOf(members)) ??
      body?.status ??
      statusOfText(cutText(told, longestWords)) ??
      statusOfLine(message),
    path: body?.path ?? (members && issuePath(members)),
    ...(members && sqlServerOf(members)),
  };
}

/** Drivers of SQL Server give its number beside a code of their own. */
function sqlServerOf({ code, number }: Record<string, unknown>): Pick<FailureFacts, 'sqlServer'> | undefined {
  return code === 'EREQUEST' && typeof number === 'number'
    ? { sqlServer: stateOfSqlServer(number) }
    : undefined;
}

/** Python prints an exception as its call, `TimeoutError('late')`, where a program kept only that. */
function withoutPrint(error: ErrorParts): ErrorParts {
  if (!error.message?.endsWith(')')) return error;
  const [, before = error.name, called = '', argument, other = ''] = printed.exec(error.message) ?? [];
  const isClass =
    before?.endsWith(called) || (isGenericClass(before) && /(?:Error|Exception)$/u.test(called));
  return called !== '' && isClass
    ? { ...error, name: isGenericClass(before) ? called : before, message: argument ?? other }
    : error;
}

const printed = /^(?:([\w.]+): )?([A-Z]\w+)\((?:'(\w+ [^'\\]+)'|"(\w+ [^"\\]+)"|[^()]*),?\)$/u;

/** A Java exception without a message of its own repeats the class and the message of its cause. */
function innerClass(error: ErrorParts): ErrorParts {
  if (!mayHaveClass(error.message ?? '')) return error;
  const [start = '', name] =
    /^((?:[a-z][\w$]*\.)+[A-Z][\w$]*(?:Exception|Error)): /u.exec(error.message ?? '') ?? [];
  return name === undefined
    ? error
    : innerClass({ ...error, name, message: error.message?.slice(start.length) });
}

/** Reads a message that is or holds an answer: a page, XML, JSON, or what a library prints of one. */
function bodyOfMessage(text: string, depth = 0): MessageBody | undefined {
  const body = markupInText(text) ?? jsonInText(text) ?? printedAnswer(text);
  return body && innermostBody(body, depth);
}

function innermostBody(body: MessageBody, depth = 0): MessageBody {
  const inner =
    body.message !== '' && depth < deepestAnswer ? bodyOfMessage(body.message, depth + 1) : undefined;
  return inner ? { ...body, ...inner, code: inner.code ?? body.code } : body;
}

/** Members in which HTTP clients keep the request. */
const ofRequest =
  /^(?:config|re?q|request\w*|options|headers|cause|stack|input|args|params|context|timings|message|name)$/i;
const ofAnswer = /^(?:data|body|text|content|raw\w*|response\w*)$/i;
const mostMembers = 30;

const errorMembers: ReadonlySet<string> = new Set(['$type', 'name', 'message', 'stack', 'code', 'cause']);

function mayHoldAnswer(members: Record<string, unknown>): boolean {
  return Object.keys(members).some(key => !errorMembers.has(key) && typeof members[key] !== 'number');
}

/** The answer that an HTTP client keeps under any name beside a message which says nothing else. */
function bodyOfMembers(members: Record<string, unknown>, depth = 0): MessageBody | undefined {
  for (const [key, value] of Object.entries(members).slice(0, mostMembers)) {
    if (ofRequest.test(key)) continue;
    const body = bodyOfMember(key, value, depth);
    if (body?.message.includes(' ') && !saysOnlyStatus(body.message)) return innermostBody(body);
  }
  return undefined;
}

function bodyOfMember(key: string, value: unknown, depth: number): MessageBody | undefined {
  if (typeof value === 'string') {
    if (/^\s*[[{<]/u.test(value)) return bodyOfMessage(value);
    return ofAnswer.test(key) ? { message: value.trim() } : undefined;
  }
  return (isRecord(value) && depth === 0 ? bodyOfMembers(value, 1) : undefined) ?? bodyOfJson(value);
}

const deepestAnswer = 3;

function firstLines(message: string): string {
  return message.includes('\n') ? toldIn(message) : message;
}

/** The message of a text that holds no answer: one line if it has several. */
function toldIn(text: string): string {
  const cut = withExitLine(withoutWrapper(cutText(text.trimStart(), longestWords)));
  if (!cut.includes('\n')) return withCallLog(cut) ?? cut;
  if (saysElsewhere(cut)) return mainText(cut);
  const told = withCallLog(cut) ?? withAnnounced(cut);
  return saysLast(told) ? mainText(told) : told;
}

/** Words of a wrapper before a message of several lines whose first line does not say what happened. */
const wrapper =
  /^[^\n]{0,200}?:\s*(?=(?:Command failed|Invalid `|\(unknown path\)|\d+ (?:[\w-]+ ){0,2}errors?\b|(?:[A-Za-z]:)?[\w@./\\-]*[./\\][\w@./\\-]*:\d+(?::\d+)?\n))/u;

function withoutWrapper(text: string): string {
  return text.includes('\n') && passedOn.test(text) ? text.replace(wrapper, '').trimStart() : text;
}

const passedOn =
  /^[^\n:]{0,80}\b(?:failed|failure|error|could not|cannot|unable to|while|during|running)\b[^\n:]{0,80}:/i;

/** The place and the kind of the first issue, or the target of an object mapper. */
function issuePath({ issues, errors, path, meta, ...rest }: Record<string, unknown>): string | undefined {
  const [first] = [issues, errors].find(Array.isArray) ?? [];
  const issue = isRecord(first) ? first : { path };
  const place = fieldPathText(Array.isArray(issue.path) ? issue.path : issue.instancePath);
  const target = isRecord(meta) ? [meta.modelName, meta.target].flat() : [];
  return (
    [place, textOrNumber(issue.keyword), target.filter(Boolean).join('.'), finerCode(rest)]
      .filter(Boolean)
      .join(' ') || undefined
  );
}

const statusInText =
  /\b(?:status(?: code)?|HTTP(?:\/[\d.]+)?|response|Error)[ :=(]{1,3}([45]\d\d)\b|^([45]\d\d) \S/u;

const mayHaveStatus = createCharacterTest('45');

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
  if (!mayHaveStatus(text)) return undefined;
  const [, named, first] = statusInText.exec(text) ?? [];
  return named || first ? Number(named ?? first) : undefined;
}

/** The status in the telling line alone, which is read only if it may have one. */
function statusOfLine(message: string): number | undefined {
  const { isAscii, controls } = charactersOf(message);
  const mayHave = mayHaveStatus(message) || controls !== 0 || !isAscii;
  return mayHave && /[45]\d\d \S|[\x1b\x80-\x9f]/.test(message)
    ? statusOfText(tellingLine(message))
    : undefined;
}

function isFailedStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value <= 599;
}

function errorCodeOf({ code, Code, error, signal, exitCode }: Record<string, unknown>): string | undefined {
  const inner = isRecord(error) ? (textOrNumber(error.code) ?? textOrNumber(error.type)) : undefined;
  return (
    [code, Code].map(textOrNumber).find(text => text !== undefined && !isGenericCode(text)) ??
    inner ??
    textOrNumber(signal) ??
    textOrNumber(exitCode)
  );
}

/** Whether HTTP clients give every failed status this code. */
export function isClientCode(code: string | undefined): boolean {
  return code === 'ERR_BAD_REQUEST' || code === 'ERR_BAD_RESPONSE' || code === 'ERR_NON_2XX_3XX_RESPONSE';
}

/** Whether a code says only that something failed; `HY000` is the SQLSTATE of any error. */
function isGenericCode(code: string | undefined): boolean {
  return isClientCode(code) || code === 'HY000';
}

/** Whether this is the exit code of a program that printed a code of its own. */
function isExitOf(code: string | undefined, body: MessageBody | undefined): boolean {
  return /^\d{1,3}$/u.test(code ?? '') && /[A-Za-z]/u.test(body?.code ?? '');
}

/** The name of the cause in an API's answer, since the code of an HTTP client only repeats the status. */
function codeOfAnswer({ response }: Record<string, unknown>): string | undefined {
  const data = propertyOf(response, 'data') ?? propertyOf(response, 'body');
  const code = isRecord(data)
    ? (errorCodeOf({ code: data.code, error: data.error }) ?? errorName(data))
    : undefined;
  return code !== undefined && /^[A-Za-z][\w.-]{2,60}$/u.test(code) ? code : undefined;
}

/** An error in the style of OAuth: `invalid_grant`. */
function errorName({ error }: Record<string, unknown>): string | undefined {
  return typeof error === 'string' && /^[a-z]+(?:_[a-z]+)+$/u.test(error) ? error : undefined;
}

/** The reason below an API's own code: why a bank declined, or a subcode. */
function finerCode({ decline_code, error_subcode, subcode }: Record<string, unknown>): string | undefined {
  return [decline_code, error_subcode, subcode].map(textOrNumber).find(Boolean);
}

function propertyOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

/** `2 validation errors for Order`: then follow a line for each place and one for what is wrong there. */
const count = /^\d+ (?:[\w-]+ ){0,2}errors?\b/u;
const context = /^while [a-z]+ing\b/u;
const place = /^\s*in "[^"\n]*"/u;
/** `SQL compilation error: error line 3 at position 7`: what is wrong there follows. */
const endsInPlace = /\b(?:line|position|column|offset) \d+$/u;
const reference = /^\s*For further information visit /u;
/** What Pydantic, a validator of Python, received. */
const received = / \[type=(\w+), input_value=.*\]$/u;
const mostLines = 50;

/** Joins the first line with what it announces, into one line. */
function withAnnounced(message: string): string {
  if (!message.includes('\n')) return message;
  const [first = '', ...others] = message
    .split('\n', mostLines)
    .filter(line => /[\p{L}\p{N}]/u.test(line) && !place.test(line) && !reference.test(line));
  const [next] = others;
  if (next === undefined) return message;
  if (count.test(first)) return [...new Set(joinPlaces(others))].sort().join('; ');
  if (context.test(first)) return next.trim();
  if (endsInPlace.test(first) && /^\p{L}/u.test(next)) return `${first.trimEnd()} ${next}`;
  return first.trimEnd().endsWith(':') && !/\bline \d/u.test(first)
    ? `${first.trimEnd()} ${next.replace(/^[\s│║┃|*•-]+|[\s│║┃]+$/gu, '')}`
    : message;
}

/** Joins each place, which is not indented, with what is said of it. */
function joinPlaces(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let before = '';
  for (const line of lines) {
    if (/^\S+$/u.test(line)) before = `${line} `;
    else if (/^\s/u.test(line)) joined.push(before + line.trim().replace(received, ' ($1)'));
  }
  return joined.length > 0 ? joined : lines.slice(0, 1);
}
