import { isRecord } from '../is-record.ts';
import { tryParseJson } from '../payload/try-parse-json.ts';
import { textOf } from './innermost-cause.ts';

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
export function bodyInMessage(message: string): MessageBody | undefined {
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
export function bodyOfValue(value: unknown): MessageBody | undefined {
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
export function issuePathText(path: unknown): string {
  if (!Array.isArray(path)) return '';
  return path
    .map(part => (isRecord(part) ? part.key : part))
    .map(part => (typeof part === 'number' ? '*' : String(part)))
    .join('.');
}
