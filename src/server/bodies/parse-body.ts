import * as v from 'valibot';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import type { ProblemName } from '../../protocol/problem.ts';
import { ProblemError } from '../request/problem-error.ts';

/** Parses and validates a JSON body; no bytes are an empty object. Throws a `ProblemError`. */
export function parseBody<Name extends BodyName>(name: Name, bytes: Uint8Array): BodyOf<Name> {
  return validate(endpoints[name].body, requireObject(toValue(bytes)), 'the body');
}

function toValue(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  requireFewValues(bytes);
  const text = decodeBody(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ProblemError('bad-request', 'the body is not JSON');
    throw error;
  }
}

export function requireFewValues(bytes: Uint8Array): void {
  const most = apiLimits.bodyValues;
  // A value has at least one byte.
  if (bytes.length <= most || countValues(bytes, most) <= most) return;
  throw new ProblemError('too-large', `the body holds more than ${most} values`, {
    hint: 'send less at a time',
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

export function decodeBody(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProblemError('bad-request', 'the body is not UTF-8');
  }
}

const quote = 0x22;
const backslash = 0x5c;
const [comma, bracket, brace] = [0x2c, 0x5b, 0x7b];

/** Estimates the number of values in a JSON text without parsing it; stops above `most`. */
export function countValues(json: Uint8Array, most: number): number {
  let values = 1;
  for (let at = 0; at < json.length && values <= most; at += 1) {
    const byte = json[at];
    if (byte === quote) at = endOfText(json, at);
    else if (byte === comma || byte === bracket || byte === brace) values += 1;
  }
  return values;
}

/** The index of the closing quote, else of the end. */
function endOfText(json: Uint8Array, start: number): number {
  let end = json.indexOf(quote, start + 1);
  while (end >= 0 && isEscaped(json, start, end)) end = json.indexOf(quote, end + 1);
  return end < 0 ? json.length : end;
}

function isEscaped(json: Uint8Array, start: number, at: number): boolean {
  let first = at;
  while (first - 1 > start && json[first - 1] === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

/** Throws a `ProblemError` that names the first invalid field, but not its value. */
export function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ProblemError('bad-request', `${v.getDotPath(issue) ?? what}: ${describeIssue(issue)}`);
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  if (issue.kind !== 'schema') return issue.message;
  if (issue.expected === 'never') return 'is not known';
  if (issue.input === undefined) return 'is missing';
  const choices = issue.expected?.replace(/[()]/g, '').split(' | ') ?? [];
  if (choices.length > 1) return `must be one of ${choices.join(', ')}`;
  const [type = ''] = choices;
  return `must be ${words[type] ?? type}, not ${describeKind(issue.input)}`;
}

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
};

function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return words[typeof value] ?? 'an object';
}

/** Some schemas would accept a list as an object. */
function requireObject(value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ProblemError('bad-request', `the body: must be an object, not ${describeKind(value)}`);
}

export type BodyName =
  | 'ingest'
  | 'startRun'
  | 'claimStarts'
  | 'beginStarts'
  | 'cancelRun'
  | 'markFailure'
  | 'unmarkFailure';

export type BodyOf<Name extends BodyName> = v.InferOutput<(typeof endpoints)[Name]['body']>;

export type ParseRequest = {
  [Name in BodyName]: { readonly type: Name; readonly bytes: Uint8Array };
}[BodyName];

export type ParseAnswers = { readonly [Name in BodyName]: Parsed<BodyOf<Name>> };

/** Threads cannot pass a `ProblemError` on. */
type Parsed<Body> =
  | { readonly body: Body }
  | { readonly problem: ProblemName; readonly detail: string; readonly hint?: string };
