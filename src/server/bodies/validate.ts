import * as v from 'valibot';
import { ProblemError } from '../request/problem-error.ts';

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
  return `must be ${describeType(choices[0] ?? '')}, not ${describeKind(issue.input)}`;
}

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
};

function describeType(type: string): string {
  return words[type] ?? type;
}

function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return words[typeof value] ?? 'an object';
}

/** Some schemas would accept a list as an object. */
export function requireObject(value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ProblemError('bad-request', `the body: must be an object, not ${describeKind(value)}`);
}
