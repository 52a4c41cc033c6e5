import * as v from 'valibot';
import { InspectorError } from '../model/errors.ts';
import { safeLine } from '../model/text/safe-text.ts';
import type { HttpResponse } from './server-connection.ts';

const versionHint = 'is this the address of a runlens server of this version?';

export function readJsonResponse<S extends v.GenericSchema>(
  schema: S,
  response: HttpResponse,
  location: string,
): v.InferOutput<S> {
  return checkAnswer(schema, parseBody(response, location), location);
}

export function checkAnswer<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  location: string,
): v.InferOutput<S> {
  return checkJson(schema, value, location, versionHint);
}

/** The error names the path and what the schema expects there, never the value. */
export function checkJson<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  location: string,
  hint: string,
): v.InferOutput<S> {
  const read = v.safeParse(schema, value);
  if (read.success) return read.output;
  const problem = shorten(describeIssue(read.issues[0]));
  throw unreadable(`${location} answered with data that cannot be used: ${problem}`, hint);
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the answer';
  return `${path}: ${issue.expected === null ? issue.message : `must be ${issue.expected}`}`;
}

export function requireJson({ headers, body }: HttpResponse, location: string, hint = versionHint): void {
  if (body.length === 0) throw unreadable(`${location} answered with nothing`, hint);
  const type = String(headers['content-type'] ?? '');
  if (!/\bjson\b/i.test(type)) {
    const shown = type === '' ? 'data of no type' : shorten(type.split(';')[0] ?? '');
    throw unreadable(`${location} answered with ${shown} instead of JSON`, hint);
  }
}

function parseBody(response: HttpResponse, location: string): unknown {
  requireJson(response, location);
  try {
    return JSON.parse(response.body.toString('utf8'));
  } catch (cause) {
    throw brokenJson(location, cause);
  }
}

export function brokenJson(location: string, cause?: unknown): InspectorError {
  return unreadable(`${location} answered with JSON that is cut off or broken`, versionHint, cause);
}

function unreadable(message: string, hint = versionHint, cause?: unknown): InspectorError {
  return new InspectorError('unreadable', message, { hint, cause });
}

function shorten(text: string): string {
  return safeLine(text, { maxLength: 200 }).replace(/\.$/, '');
}
