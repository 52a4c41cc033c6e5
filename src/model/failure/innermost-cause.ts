import { isRecord } from '../is-record.ts';
import { isAnyClass } from './any-class.ts';
import { textOf } from './text-of.ts';

export const deepestCause = 10;

/** The innermost cause of a recorded error that says something: by `cause`, and by the errors of several. */
export function innermostCause(value: unknown): unknown {
  let inner = value;
  for (let depth = 0; depth < deepestCause; depth += 1) {
    const next = causeOf(inner);
    if (next === undefined) break;
    inner = next;
  }
  return inner;
}

/** The next cause inwards, where it says something. */
export function causeOf(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  if (saysSomething(value.cause)) return value.cause;
  const isOfSeveral = /Aggregate|Retry/u.test(textOf(value.name) ?? '');
  return Array.isArray(value.errors)
    ? value.errors.find(error => (isOfSeveral || isError(error)) && saysSomething(error))
    : undefined;
}

/** Whether a value is a recorded error, or what a program made of one. */
export function isError(value: unknown): boolean {
  return isRecord(value) && (value.$type === 'Error' || typeof value.stack === 'string');
}

function saysSomething(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.some(isRecord);
  if (!isRecord(value)) return false;
  const { message, code, errors, cause, status, name } = value;
  return [message, code, errors, cause, status].some(Boolean) || !isAnyClass(textOf(name));
}
