import * as v from 'valibot';
import { InspectorError } from '../model/errors.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';
import type { Answer } from './exchange.ts';

/** The JSON of an answer, checked; throws an `InspectorError` that names what is wrong with it. */
export function readAnswer<S extends v.GenericSchema>(
  schema: S,
  answer: Answer,
  location: string,
): v.InferOutput<S> {
  const read = v.safeParse(schema, parseAnswer(answer, location));
  if (read.success) return read.output;
  throw unusable(`${location} answered with data that cannot be used: ${shorten(sayIssue(read.issues[0]))}`);
}

/** Names the place and what belongs there, never the value, which may be anything. */
function sayIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the answer';
  const says = issue.expected === null ? issue.message : `must be ${issue.expected}`;
  return `${path}: ${says}`;
}

function parseAnswer({ headers, body }: Answer, location: string): unknown {
  const type = String(headers['content-type'] ?? '');
  if (body.length === 0) throw unusable(`${location} answered with nothing`);
  if (!/\bjson\b/i.test(type)) {
    const said = type === '' ? 'data of no type' : shorten(type.split(';')[0] ?? '');
    throw unusable(`${location} answered with ${said} instead of JSON`);
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw unusable(`${location} answered with JSON that is cut off or broken`, cause);
  }
}

function unusable(message: string, cause?: unknown): InspectorError {
  const hint = 'is this the address of a runlens server of this version?';
  return new InspectorError('unreadable', message, { hint, cause });
}

function shorten(text: string): string {
  return sanitizeLine(text, { maxLength: 200 }).replace(/\.$/, '');
}
