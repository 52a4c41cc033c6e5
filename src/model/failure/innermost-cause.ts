import { isRecord } from '../is-record.ts';

const deepestCause = 10;

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

function causeOf(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  if (saysSomething(value.cause)) return value.cause;
  return Array.isArray(value.errors)
    ? value.errors.find(error => isError(error) && saysSomething(error))
    : undefined;
}

function isError(value: unknown): boolean {
  return isRecord(value) && (value.$type === 'Error' || typeof value.stack === 'string');
}

function saysSomething(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  return isRecord(value) && [value.message, value.code, value.errors, value.cause].some(Boolean);
}
