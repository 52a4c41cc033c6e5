import { isObject, isRecord } from '../is-record.ts';
import { tryParseJson } from '../payload/json-text.ts';
import { issuesOfFields, issuesOfList, issuesOfSentences, textsOf } from './body-issues.ts';
import { textOrNumber } from './error-parts.ts';
import { createCharacterTest } from './signs.ts';

/** What an API or a check of data says in its answer. */
export type MessageBody = {
  readonly message: string;
  readonly code?: string;
  /** Where in the data, such as `items.*.qty`. */
  readonly path?: string;
  readonly status?: number;
};

type Members = Record<string, unknown>;

const latestStart = 400;
const deepestBody = 5;

const mayBeJson = createCharacterTest('[{');

export function jsonInText(text: string): MessageBody | undefined {
  if (!mayBeJson(text)) return undefined;
  const start = text.search(/[[{](?=\s*(?:\\?["'{[\]}]))/u);
  if (start < 0 || start > latestStart) return undefined;
  const json = parseFrom(text, start);
  const body = json === undefined ? cutBody(text, start) : bodyOfJson(json);
  return body?.message === '' ? { ...body, message: body.code ?? text.slice(0, start) } : body;
}

/** Parses JSON, or what Python prints of a value, whatever follows it. */
function parseFrom(text: string, start: number): unknown {
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;
  if (end <= start + 1) return undefined;
  const told = text.slice(start, end);
  return tryParseJson(told) ?? tryParsePrinted(told) ?? tryParseEscaped(told) ?? tryParseFirst(text, start);
}

/** Parses the first value where other braces follow, as those of a stack. */
function tryParseFirst(text: string, start: number): unknown {
  let depth = 0;
  parts.lastIndex = start;
  for (let one = parts.exec(text); one; one = parts.exec(text)) {
    if (/[[{]/.test(one[0])) depth += 1;
    else if (/[\]}]/.test(one[0])) depth -= 1;
    if (depth === 0) return tryParseJson(text.slice(start, parts.lastIndex));
  }
  return undefined;
}

const parts = /[[{\]}]|"(?:[^"\\]|\\.)*"/gu;

function tryParsePrinted(text: string): unknown {
  if (!/^\[?\{'/u.test(text) || text.includes('"')) return undefined;
  return tryParseJson(
    text
      .replaceAll("'", '"')
      .replace(/\b(?:None|True|False)\b/gu, word => (word === 'None' ? 'null' : word.toLowerCase())),
  );
}

/** Parses JSON that was escaped: `{\"message\":\"no stock\"}`. */
function tryParseEscaped(text: string): unknown {
  return text.startsWith('{\\"')
    ? tryParseJson(text.replaceAll('\\"', '"').replaceAll('\\\\', '\\'))
    : undefined;
}

const cutMessage = /"(?:message|Message|error_description|detail|error)"\s*:\s*"((?:[^"\\]|\\.){5,500})/u;
const cutCode = /"(?:code|errorCode|type|reason)"\s*:\s*"([\w.-]{3,60})"/u;

/** The message in JSON whose end was cut off. */
function cutBody(text: string, start: number): MessageBody | undefined {
  if (!/^[[{]\s*[{"]/u.test(text.slice(start, start + 20))) return undefined;
  const [, message] = cutMessage.exec(text) ?? [];
  return message === undefined ? undefined : { message, code: cutCode.exec(text)?.[1] };
}

/** Reads an answer, and its innermost sentence if its known members say nothing. */
export function bodyOfJson(json: unknown): MessageBody | undefined {
  const body = bodyOf(json);
  if (body && !anyMessage.test(body.message)) return body;
  const found = deepestSentence(json);
  return found && !anyMessage.test(found.message) ? { ...body, ...found } : body;
}

const ofSentence = /(?:message|msg|description|detail|reason|error|summary|text)s?$/i;

function deepestSentence(json: unknown): MessageBody | undefined {
  let found: { readonly message: string; readonly depth: number } | undefined;
  const look = (value: unknown, depth: number) => {
    if (depth > deepestBody || !isObject(value)) return;
    for (const [key, inner] of Object.entries(value).slice(0, mostMembers)) {
      const isSentence = typeof inner === 'string' && ofSentence.test(key) && /\S \S+ \S/u.test(inner);
      if (isSentence && depth > (found?.depth ?? -1)) found = { message: inner, depth };
      look(inner, depth + 1);
    }
  };
  look(json, 0);
  return found && { message: found.message };
}

const mostMembers = 30;

/** Reads a thrown or answered value: a record, or a list of issues. */
export function bodyOf(value: unknown, depth = 0): MessageBody | undefined {
  if (depth > deepestBody) return undefined;
  if (Array.isArray(value)) return issuesOfList(value) ?? bodyOf(value.find(isRecord), depth + 1);
  if (!isRecord(value)) return undefined;
  const issues = issuesIn(value);
  if (issues) return { code: codeOf(value), status: statusOf(value), ...issues };
  const inner = innerBody(value, depth);
  const own = ownBody(value, depth);
  if (!inner) return own;
  const isCodeOnly = !inner.message.includes(' ') && (own?.message ?? '').includes(' ');
  return {
    message: isCodeOnly ? (own?.message ?? '') : inner.message || own?.message || '',
    code: inner.message === '' ? (own?.code ?? inner.code) : (inner.code ?? own?.code),
    path: inner.path ?? own?.path,
    status: own?.status ?? inner.status,
  };
}

/** Members with lists of issues, each of which names its place in the data. */
const listsOfIssues = [
  ...['issues', 'errors', 'violations', 'fieldErrors', 'fieldViolations', 'field_violations'],
  ...['invalid-params', 'invalidParams', 'userErrors', 'validationErrors', 'detail', 'details', 'fields'],
];
const recordsOfSentences = 'errors fields fieldErrors field_errors validationErrors validation_errors'.split(
  ' ',
);
const recordsOfIssues = ['errors', 'fieldErrors', 'error', 'message', 'details', 'ModelState'];

/** What Laravel adds to the message of the first issue. */
const andMore = / \(and \d+ more errors?\)$/u;

function issuesIn(body: Members): MessageBody | undefined {
  const { message, errors } = body;
  if (
    typeof message === 'string' &&
    isRecord(errors) &&
    Object.values(errors).flat().includes(message.replace(andMore, ''))
  )
    return { message: message.replace(andMore, '') };
  for (const key of listsOfIssues) {
    const list = body[key];
    const issues = Array.isArray(list) ? issuesOfList(list) : undefined;
    if (issues) return issues;
  }
  for (const key of recordsOfIssues) {
    const issues = isRecord(body[key]) ? issuesOfFields(body[key]) : undefined;
    if (issues) return issues;
  }
  for (const key of recordsOfSentences) {
    const issues = isRecord(body[key]) ? issuesOfSentences(body[key]) : undefined;
    if (issues) return issues;
  }
  const isEnvelope = Object.keys(body).some(key => envelopes.includes(key));
  return isEnvelope || messageOf(body) !== undefined ? undefined : issuesOfFields(body);
}

/** Members that wrap the body, the outermost first. */
const envelopes = [
  ...['error', 'Error', 'errors', 'fault', 'exception', 'response', 'data', 'body', 'result', 'detail'],
  ...['details', 'root_cause', 'cause', 'structuredContent', 'content', 'errorInfo', 'error_info', 'message'],
];

/** Members that hold errors by their name: `errorCauses`. */
const namedForErrors = /(?:errors?|causes?|issues|problems|violations|failures|faults?)$/i;

function innerBody(body: Members, depth: number): MessageBody | undefined {
  const answers = isRecord(body.data) ? Object.values(body.data) : [];
  const named = Object.keys(body).filter(key => namedForErrors.test(key));
  for (const inner of [...envelopes, ...named].map(key => body[key]).concat(answers)) {
    if (!isRecord(inner) && !(Array.isArray(inner) && inner.some(isRecord))) continue;
    const told = bodyOf(inner, depth + 1);
    if (told) return told;
  }
  return undefined;
}

function ownBody(body: Members, depth: number): MessageBody | undefined {
  const message = messageOf(body);
  const code = codeOf(body);
  if (message === undefined && code === undefined) return undefined;
  const told = message?.startsWith('{') ? bodyOf(tryParseJson(message), depth + 1) : undefined;
  if (told) return { ...told, code: told.code ?? code };
  return {
    message: message ?? '',
    code,
    path: textOrNumber(body.param ?? body.field),
    status: statusOf(body),
  };
}

/** Members with a message, those meant for people first. */
const messages = [
  ...['message', 'Message', 'msg', 'error_description', 'errorMessage', 'error_message', 'ErrorMessage'],
  ...['detail', 'description', 'faultstring', 'faultString', 'refusalReason', 'errmsg', 'error_msg'],
  ...['errorSummary', 'cause', 'Cause', 'text', 'error', 'reason', 'details', 'errors', 'errorMessages'],
  ...['error_messages', 'title', 'statusText', 'issue', 'ExceptionMessage', 'stderr', 'module_stderr'],
];

/** Members in which a log line says why; its `msg` only says that work stopped. */
const ofLogs = ['error', 'err', 'exception'];

/** Messages that say nothing, so that another member is preferred. */
const anyMessage =
  /^(?:an? |one or more )?(?:(?:internal|unexpected|unknown|server|validation) )*(?:errors?|exceptions?)(?: has| have)?(?: occurred)?[.!]?$|^(?:bad request|invalid request|request failed|something went wrong|non-zero return code|(?:failed to )?validat(?:e|ion failed))[.!]?$/i;

function messageOf(body: Members): string | undefined {
  const told = messagesOf(body);
  return told.find(message => !anyMessage.test(message) && message.includes(' ')) ?? told[0];
}

function messagesOf(body: Members): readonly string[] {
  const keys =
    'lang' in body ? [...messages, 'value'] : 'level' in body ? [...ofLogs, ...messages] : messages;
  return keys.flatMap(key => messageAt(body, key) ?? []);
}

function messageAt(body: Members, key: string): string | undefined {
  const told = textsOf(body[key]);
  if (told === undefined) return undefined;
  const title = key === 'detail' ? textOrNumber(body.title) : undefined;
  return title === undefined || told.startsWith(title) ? told : `${title}: ${told}`;
}

const codes = [
  ...['code', 'Code', 'errorCode', 'error_code', 'ErrorCode', 'errcode', '__type', 'issue', 'faultcode'],
  ...['refusalReasonCode', 'reason', 'errorType', 'type', 'status', 'name', 'error', 'category'],
];

/** The code of an answer; an HTTP status only where there is no other. */
function codeOf(body: Members): string | undefined {
  const extensions = isRecord(body.extensions) ? textOrNumber(body.extensions.code) : undefined;
  if (extensions !== undefined) return extensions;
  const told = codes.map(key => textOrNumber(body[key])).filter(isCode);
  const code = told.find(text => !/^[45]\d\d$/u.test(text)) ?? told[0];
  return code?.slice(code.lastIndexOf('#') + 1);
}

/** `card_declined`, `NoSuchKey`, `14_012`, or the link of a problem; not what all answers have. */
function isCode(text: string | undefined): text is string {
  if (text === undefined || /^(?:error|text|about:blank)$/u.test(text)) return false;
  return /^[\w.#:-]{2,100}$/u.test(text) || (/^https?:\S{5,150}$/u.test(text) && !/\/rfc\d/u.test(text));
}

function statusOf({ status, statusCode, code, http_status: other }: Members): number | undefined {
  const told = [status, statusCode, other, code].map(one =>
    typeof one === 'object' ? Number.NaN : Number(one),
  );
  return told.find(number => number >= 400 && number <= 599);
}
